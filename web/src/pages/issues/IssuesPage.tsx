import { useSearchParams } from 'react-router'
import { RegisterPage } from '../../register/RegisterPage'
import { Counts } from './Counts'
import { issuesSpec } from './spec'

/** The strike-off list: what remains, how old, with whom. */
export default function IssuesPage() {
  const [params] = useSearchParams()
  return <RegisterPage spec={issuesSpec}><Counts project={params.get('project') ?? ''} /></RegisterPage>
}
