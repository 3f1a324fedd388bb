import { RegisterPage } from '../../register/RegisterPage'
import { topicsSpec } from './topics'

/** Topics for the zone's meetings, from submission to decision. */
export default function TopicsPage() {
  return <RegisterPage spec={topicsSpec} />
}
