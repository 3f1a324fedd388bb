import { App, Button, Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import { useCommand } from '../../api/query'
import { mayAny, useMe } from '../../session/session'
import { DateText } from '../../ui/DateText'
import { Proofs } from '../../ui/Proofs'
import { Refusal } from '../../ui/Refusal'
import { trim } from './parts'
import { taskPaths, taskRefresh, type Task } from './types'

/** What was reported, with the evidence, and whether somebody else verified it: only then does it count. */
export function Reports({ task }: { task: Task }) {
  const { t } = useTranslation('tasks')
  const { message } = App.useApp()
  const me = useMe()
  const command = useCommand(...taskRefresh)
  const reports = task.reports ?? []
  async function verify(id: string) {
    if (await command.run('POST', taskPaths.verify(id), { body: {} })) void message.success(t('register:done', { action: t('register:actions.verify') }))
  }
  return (
    <section className="jk-panel" aria-labelledby="reports">
      <h2 id="reports">{t('reports')}</h2>
      <Refusal of={command.problem} />
      {reports.length === 0 && <p className="jk-description">{t('noReports')}</p>}
      <ol className="jk-plain-list jk-reports">
        {reports.map((one) => (
          <li key={one.id}>
            <div className="jk-row">
              <DateText of={one.on} /> <strong>{t('reported', { amount: amountText(task, one.amount), done: doneOf(task, one.done) })}</strong>
              {one.verified_by ? <Tag color="success">{t('verified', { name: one.verified_by.name })}</Tag> : <Tag>{t('unverified')}</Tag>}
              {!one.verified_by && mayAny(me, ['fact.verify']) && one.person?.id !== me.person && <Button size="small" className="jk-tools" disabled={command.busy} onClick={() => void verify(one.id)}>{t('register:actions.verify')}</Button>}
            </div>
            <div className="jk-text">{one.note}</div>
            <Proofs of={one.evidence} />
            <div className="jk-rule">{one.person?.name} <DateText of={one.at} /></div>
          </li>
        ))}
      </ol>
    </section>
  )
}

const amountText = (task: Task, amount: string) => (task.plan ? trim(amount) + (task.plan_unit ?? '') : percent(amount))
const doneOf = (task: Task, done: string) => (task.plan ? `${trim(done)}/${trim(task.plan)}${task.plan_unit ?? ''}` : percent(done))

/** A share of 1 as a percentage, by moving the point: 0.2 → 20%. */
export function percent(share: string): string {
  const [whole = '0', fraction = ''] = share.split('.')
  const moved = (fraction + '00').slice(0, 2)
  const rest = fraction.slice(2)
  return trim(`${(whole + moved).replace(/^(-?)0+(?=\d)/, '$1')}${rest && '.' + rest}`) + '%'
}
