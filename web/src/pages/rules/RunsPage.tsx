import { RegisterPage } from '../../register/RegisterPage'
import { runsSpec } from './runs'

/** What was started under the zone's workflows, and where each stands. */
export default function RunsPage() {
  return <RegisterPage spec={runsSpec} />
}
