import { Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useZoneLink } from '../../session/zone'
import { DateText } from '../../ui/DateText'
import { OrderStatus } from './parts'
import type { Task } from './types'

/** Requests for more time, and what was decided. */
export function Extensions({ task }: { task: Task }) {
  const { t } = useTranslation('tasks')
  const link = useZoneLink()
  if (!task.extensions?.length) return null
  return (
    <section className="jk-panel" aria-labelledby="extensions">
      <h2 id="extensions">{t('extensions.title')}</h2>
      <ol className="jk-plain-list jk-points">
        {task.extensions.map((one) => (
          <li key={one.id}>
            <DateText of={one.from} /> {t('arrow')} <DateText of={one.to} /> <Tag color={one.status === 'approved' ? 'success' : one.status === 'asked' ? 'processing' : 'default'}>{t(`extensionStatus.${one.status}`)}</Tag>
            {one.status === 'asked' && <Link className="jk-tools" to={link('task-extensions')}>{t('toExtensions')}</Link>}
            <div>{one.reason} <span className="jk-rule">{one.asked_by?.name}</span></div>
            {one.answer && <div>{t('answer', { answer: one.answer })} <span className="jk-rule">{one.decided_by?.name}</span></div>}
          </li>
        ))}
      </ol>
    </section>
  )
}

/** Supervision orders about a task: one for each due day that passed. */
export function Orders({ task }: { task: Task }) {
  const { t } = useTranslation('tasks')
  const link = useZoneLink()
  if (!task.orders?.length) return null
  return (
    <section className="jk-panel" aria-labelledby="orders">
      <h2 id="orders">{t('orders.title')}</h2>
      <ol className="jk-plain-list jk-points">
        {task.orders.map((one) => (
          <li key={one.id}>
            <Link to={link(`supervision-orders?status=&open=${one.id}`)}>{one.number}</Link> <OrderStatus of={one} />
            <div>{one.reason}</div>
            {one.reply && <div>{t('reply', { reply: one.reply })}</div>}
            {one.due_on && <div>{t('newDate')} <DateText of={one.due_on} /></div>}
          </li>
        ))}
      </ol>
    </section>
  )
}
