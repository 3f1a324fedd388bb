import { Timeline } from 'antd'
import { useTranslation } from 'react-i18next'
import { useZoneQuery } from '../../api/query'
import type { Page } from '../../api/types'
import { DateText } from '../../ui/DateText'
import { taskPaths, type Task, type TaskEvent } from './types'

/** Everything that happened to a task, in order. */
export function Events({ task }: { task: Task }) {
  const { t, i18n } = useTranslation('tasks')
  const asked = useZoneQuery<Page<TaskEvent>>(taskPaths.events(task.id))
  const events = asked.data?.items ?? []
  if (events.length === 0) return null
  return (
    <details className="jk-panel">
      <summary>{t('events', { count: events.length })}</summary>
      <Timeline style={{ marginTop: 16 }} items={events.map((one) => ({
        key: one.id,
        content: <><DateText of={one.at} /> {one.by} · <strong>{i18n.exists(`tasks:event.${one.kind}`) ? t(`event.${one.kind}`) : one.kind}</strong>{one.note && <div className="jk-text">{one.note}</div>}</>,
      }))} />
    </details>
  )
}
