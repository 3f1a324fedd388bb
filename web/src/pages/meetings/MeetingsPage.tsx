import { RegisterPage } from '../../register/RegisterPage'
import { meetingsSpec } from './spec'

/** Meetings, the newest first; what they decide becomes tasks. */
export default function MeetingsPage() {
  return <RegisterPage spec={meetingsSpec} />
}
