import { RegisterPage } from '../../register/RegisterPage'
import { agendasSpec } from './topics'

/** Agendas of the zone's meetings. */
export default function AgendasPage() {
  return <RegisterPage spec={agendasSpec} />
}
