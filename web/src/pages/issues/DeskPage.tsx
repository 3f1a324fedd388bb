import { Skeleton } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useZoneQuery } from '../../api/query'
import { Actions } from '../../register/Actions'
import { useZoneLink } from '../../session/zone'
import { DateText } from '../../ui/DateText'
import { DueDay } from '../../ui/DueDay'
import { Refusal } from '../../ui/Refusal'
import { issuesSpec, IssueStatus } from './spec'
import { issuePaths, type Desk, type Issue } from './types'

/** What was brought to this leader: issues to decide and orders that went up. */
export default function DeskPage() {
  const { t } = useTranslation('issues')
  const asked = useZoneQuery<Desk>(issuePaths.desk)
  return (
    <section className="jk-stack" aria-labelledby="desk-title">
      <div>
        <h1 id="desk-title">{t('desk.title')}</h1>
        <div className="jk-rule">{t('desk.intro')}</div>
      </div>
      <Refusal of={asked.error} onRetry={() => void asked.refetch()} />
      {asked.isPending && <Skeleton active />}
      {asked.data && (
        <>
          <h2 style={{ margin: 0 }}>{t('desk.issues', { count: asked.data.issues.length })}</h2>
          {asked.data.issues.length === 0 && <p className="jk-panel">{t('desk.noIssues')}</p>}
          <ul className="jk-plain-list jk-cards">
            {asked.data.issues.map((one) => <One key={one.id} issue={one} onReload={() => void asked.refetch()} />)}
          </ul>
          <h2 style={{ margin: 0 }}>{t('desk.orders', { count: asked.data.orders.length })}</h2>
          {asked.data.orders.length === 0 && <p className="jk-panel">{t('desk.noOrders')}</p>}
          <Orders desk={asked.data} />
        </>
      )}
    </section>
  )
}

function One({ issue, onReload }: { issue: Issue; onReload: () => void }) {
  const { t } = useTranslation('issues')
  const link = useZoneLink()
  return (
    <li className="jk-panel jk-stack">
      <div className="jk-row">
        <Link to={link(`issues?status=&open=${issue.id}`)}><strong>{issue.title}</strong></Link>
        <IssueStatus of={issue} />
        <DueDay day={issue.due_on} late={issue.overdue} done={issue.status === 'claimed'} />
      </div>
      <div className="jk-rule">{[issue.number, issue.unit?.name, issue.person?.name].filter(Boolean).join(' · ')} · {t('weeksOld', { count: issue.weeks })}</div>
      {issue.detail && <div className="jk-text">{issue.detail}</div>}
      {issue.escalation && <div>{t('escalatedBy', { name: issue.escalated_by?.name ?? '', why: issue.escalation })} <span className="jk-rule"><DateText of={issue.escalated_on} /></span></div>}
      <Actions spec={issuesSpec} record={issue} onReload={onReload} />
    </li>
  )
}

function Orders({ desk }: { desk: Desk }) {
  const { t } = useTranslation('issues')
  const link = useZoneLink()
  return (
    <ul className="jk-plain-list jk-cards">
      {desk.orders.map((one) => (
        <li key={one.id} className="jk-panel">
          <Link to={link(`supervision-orders?status=&open=${one.id}`)}><strong>{one.number}</strong> {one.title}</Link>
          <div>{one.reason}</div>
          <div className="jk-rule">{[one.unit?.name, one.person?.name, t('desk.missed', { day: one.missed_on, episode: one.episode })].filter(Boolean).join(' · ')}</div>
        </li>
      ))}
    </ul>
  )
}
