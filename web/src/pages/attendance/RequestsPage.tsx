import { RegisterPage } from '../../register/RegisterPage'
import { requestsSpec } from './requests'

/** Corrections of punches, leave, outings and trips: another one approves. */
export default function RequestsPage() {
  return <RegisterPage spec={requestsSpec} />
}
