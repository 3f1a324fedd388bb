import { Alert } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { RecordPage } from '../../register/RecordPage'
import { Facts } from '../../register/RecordDrawer'
import type { ColumnSpec } from '../../register/spec'
import { recordLink } from '../../nav/objects'
import { useZoneLink } from '../../session/zone'
import { DateText } from '../../ui/DateText'
import { Proofs } from '../../ui/Proofs'
import { Checkpoints, Checks } from './Supervision'
import { Extensions, Orders } from './Followed'
import { Events } from './Events'
import { Reports } from './Reports'
import { ClassTag, doneText, TaskDue, TaskProgress, TaskStatus } from './parts'
import { tasksSpec } from './spec'
import type { Task } from './types'
import { useLayers } from './useLayers'
import './tasks.css'

const facts: readonly ColumnSpec<Task>[] = [
  { field: 'number' },
  { field: 'unit', kind: 'ref', width: 110 },
  { field: 'person', kind: 'ref', width: 84 },
  { field: 'lead', kind: 'ref', width: 84 },
  { field: 'assigned_by', kind: 'ref' },
  { field: 'layer', render: (row) => row.layer_name ?? row.layer },
  { field: 'weight' },
  { field: 'start_on', kind: 'date' },
  { field: 'due_on', kind: 'date' },
  { field: 'first_due_on', kind: 'date' },
  { field: 'closed_on', kind: 'date' },
  { field: 'episodes', kind: 'integer' },
]

/** One task: what is to be done, how far it is, who looked at it, and what may be done now. */
export default function TaskPage() {
  const { t } = useTranslation('tasks')
  const { id = '' } = useParams()
  const layers = useLayers()
  const spec = useMemo(() => tasksSpec(layers), [layers])
  return (
    <RecordPage<Task> spec={spec} id={id} back={{ path: 'tasks', label: 'title' }} title={(task) => task.title}
      tags={(task) => <><ClassTag of={task} /><TaskStatus of={task} /><TaskDue of={task} /></>}>
      {(task) => (
        <>
          <Lacks task={task} />
          <div className="jk-columns">
            <section className="jk-panel" aria-labelledby="what">
              <h2 id="what">{t('what')}</h2>
              {task.detail && <p className="jk-text">{task.detail}</p>}
              <p>{t(`source.${task.source}`)} {task.source_text} <Origin task={task} /></p>
              <p className="jk-rule">{t(`supervision.${task.supervision}`)}{task.grounds && task.grounds.length > 0 && t('grounds', { list: task.grounds.map((one) => t(`ground.${one}`)).join(t('shell:comma')) })}</p>
              <div className="jk-row"><strong>{doneText(task)}</strong><div style={{ flex: 1, minWidth: 160 }}><TaskProgress of={task} /></div></div>
              {task.claimed_on && <p>{t('claimedOn')} <DateText of={task.claimed_on} />{t('colon')}{task.claim_note}</p>}
              <Proofs of={task.evidence} />
            </section>
            <section className="jk-panel" aria-labelledby="facts">
              <h2 id="facts">{t('register:detail')}</h2>
              <Facts columns={facts.filter((column) => (task as unknown as Record<string, unknown>)[column.field])} row={task} words="tasks" />
              <Items task={task} />
            </section>
          </div>
          <Reports task={task} />
          <div className="jk-columns">
            <Checkpoints task={task} />
            <Checks task={task} />
            <Extensions task={task} />
            <Orders task={task} />
          </div>
          <Events task={task} />
        </>
      )}
    </RecordPage>
  )
}

/** What the scheme would have to say before the task can be classed and supervised. */
function Lacks({ task }: { task: Task }) {
  const { t } = useTranslation('tasks')
  const lacks = task.lacks ?? []
  if (lacks.length === 0) return null
  return <Alert type="info" showIcon title={t('lacks')} description={<ul className="jk-plain-list">{lacks.map((one) => <li key={one.location + one.code}>{one.message}</li>)}</ul>} />
}

function Origin({ task }: { task: Task }) {
  const { t } = useTranslation('tasks')
  const link = useZoneLink()
  const page = task.origin && recordLink(`${task.origin.kind}/${task.origin.id}`)
  return page ? <Link to={link(page)}>{t('toOrigin')}</Link> : null
}

function Items({ task }: { task: Task }) {
  const { t } = useTranslation('tasks')
  const link = useZoneLink()
  if (!task.items?.length) return null
  return (
    <>
      <h3 className="jk-h3">{t('items')}</h3>
      <ul className="jk-plain-list">
        {task.items.map((item) => (
          <li key={item.id}><Link to={link(`goals/lists/${item.list}`)}>{item.name}</Link> <DateText of={item.due_on} /> {item.state === 'withdrawn' && t('withdrawnItem')}</li>
        ))}
      </ul>
    </>
  )
}
