import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useZoneQuery } from '../../api/query'
import type { Page } from '../../api/types'
import { DataTable } from '../../register/DataTable'
import { useZoneLink } from '../../session/zone'
import { Refusal } from '../../ui/Refusal'
import { Counts } from './Counts'
import { issueColumns } from './spec'
import { issuePaths, type Issue } from './types'

/** The strike-off list of one project, on the project's page. */
export function IssueList({ project }: { project: string }) {
  const { t } = useTranslation('issues')
  const link = useZoneLink()
  const navigate = useNavigate()
  const asked = useZoneQuery<Page<Issue>>(issuePaths.all, { project, limit: 200 })
  return (
    <section className="jk-stack" aria-labelledby="issues">
      <h2 id="issues" style={{ margin: 0 }}>{t('title')}</h2>
      <Counts project={project} />
      <Refusal of={asked.error} onRetry={() => void asked.refetch()} />
      {!asked.error && <DataTable label={t('title')} words="issues" columns={issueColumns.filter((column) => !column.off)} rows={asked.data?.items} empty={t('none')} onOpen={(row) => void navigate(link(`issues?status=&project=${project}&open=${row.id}`))} />}
    </section>
  )
}
