import { Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { FieldSpec, FormSpec } from '../../form/spec'
import type { ColumnSpec, RegisterSpec } from '../../register/spec'
import { useZoneLink } from '../../session/zone'
import { rulePaths, type Agenda, type Topic } from './types'

/** State of a topic; a decided one says how. */
export function TopicStatus({ topic }: { topic: Topic }) {
  const { t } = useTranslation('rules')
  const colour = topic.status === 'decided' ? (topic.outcome === 'agreed' ? 'success' : 'default') : topic.status === 'returned' ? 'warning' : 'processing'
  return <Tag color={colour}>{topic.outcome ? t(`outcome.${topic.outcome}`) : t(`topicStatus.${topic.status}`)}</Tag>
}

const columns: readonly ColumnSpec<Topic>[] = [
  { field: 'number' },
  { field: 'title', lead: true, label: 'fields.topic', width: 200 },
  { field: 'body', label: 'fields.meeting' },
  { field: 'unit', kind: 'ref', width: 110 },
  { field: 'person', kind: 'ref', label: 'fields.by', width: 84 },
  { field: 'status', render: (row) => <TopicStatus topic={row} /> },
  { field: 'carried', kind: 'integer' },
  { field: 'submitted_at', kind: 'instant' },
]

const contents: readonly FieldSpec[] = [
  { name: 'title', kind: 'text', required: true, maxLength: 100, label: 'fields.topic' },
  { name: 'body', kind: 'text', required: true, maxLength: 40, label: 'fields.meeting', rule: 'rules.meeting' },
  { name: 'summary', kind: 'area', required: true, maxLength: 4000 },
  { name: 'files', kind: 'files' },
]

const form = (name: string, title: string, fields: readonly FieldSpec[]): FormSpec => ({ name: `rules.topic.${name}`, words: 'rules', title, ok: title, fields })

/** Topics as a register. */
export const topicsSpec: RegisterSpec<Topic> = {
  name: 'rules.topics', words: 'rules', title: 'topics.title', intro: 'topics.intro', path: rulePaths.topics, refresh: [rulePaths.agendas],
  columns,
  detail: [
    ...columns.filter((column) => column.field !== 'title'),
    { field: 'summary', render: (row) => <span style={{ whiteSpace: 'pre-wrap' }}>{row.summary}</span> },
    { field: 'files', kind: 'files' },
    { field: 'agenda', render: (row) => row.agenda && <AgendaLink id={row.agenda} /> },
    { field: 'note' },
    { field: 'reviewed_by', kind: 'ref' },
    { field: 'decision' },
    { field: 'decided_by', kind: 'ref' },
    { field: 'decided_on', kind: 'date' },
  ],
  filters: [{ name: 'status', kind: 'enum', options: ['submitted', 'reviewed', 'scheduled', 'decided', 'returned', 'withdrawn'], words: 'topicStatus' }],
  create: { form: form('new', 'topics.submit', contents), need: 'topic.submit' },
  nameOf: (row) => `${row.number} ${row.title}`,
  acts: {
    review: { primary: true },
    schedule: { primary: true, form: form('schedule', 'actions.schedule', [{ name: 'agenda', kind: 'remote', path: 'agendas', required: true, rule: 'rules.agenda' }]) },
    decide: {
      primary: true,
      form: form('decide', 'actions.decide', [
        { name: 'outcome', kind: 'enum', options: ['agreed', 'rejected'], required: true },
        { name: 'decision', kind: 'area', required: true, maxLength: 2000 },
      ]),
    },
    resubmit: { primary: true, form: form('resubmit', 'actions.resubmit', contents) },
    return: { adverse: true },
    withdraw: { adverse: true },
  },
}

function AgendaLink({ id }: { id: string }) {
  const { t } = useTranslation('rules')
  const link = useZoneLink()
  return <Link to={link(`agendas?open=${id}`)}>{t('topics.toAgenda')}</Link>
}

/** Agendas as a register. */
export const agendasSpec: RegisterSpec<Agenda> = {
  name: 'rules.agendas', words: 'rules', title: 'agendas.title', intro: 'agendas.intro', path: rulePaths.agendas, refresh: [rulePaths.topics], export: false,
  columns: [
    { field: 'number' },
    { field: 'body', lead: true, label: 'fields.meeting' },
    { field: 'day', kind: 'date', label: 'fields.held_on' },
    { field: 'open', kind: 'bool' },
    { field: 'minutes' },
  ],
  filters: [{ name: 'body', kind: 'text', label: 'fields.meeting' }],
  create: {
    need: 'topic.schedule',
    form: form('agenda', 'agendas.make', [
      { name: 'body', kind: 'text', required: true, maxLength: 40, label: 'fields.meeting', rule: 'rules.meeting' },
      { name: 'day', kind: 'date', required: true, label: 'fields.held_on' },
    ]),
  },
  nameOf: (row) => `${row.body} ${row.day}`,
  tabs: [{ key: 'topics', label: 'tabs.topics', render: (row: Agenda) => <AgendaTopics agenda={row} /> }],
  acts: { close: { form: form('close', 'actions.close', [{ name: 'minutes', kind: 'area', required: true, maxLength: 500, rule: 'rules.minutes' }]) } },
}

function AgendaTopics({ agenda }: { agenda: Agenda }) {
  const { t } = useTranslation('rules')
  const link = useZoneLink()
  const topics = agenda.topics ?? []
  if (topics.length === 0) return <p className="jk-description">{t('agendas.empty')}</p>
  return (
    <ol className="jk-agenda">
      {topics.map((topic) => (
        <li key={topic.id}>
          <Link to={link(`topics?open=${topic.id}`)}>{topic.title}</Link> <TopicStatus topic={topic} />
          <div className="jk-rule">{[topic.unit?.name, topic.person?.name].filter(Boolean).join(' · ')}</div>
          {topic.decision && <div>{topic.decision}</div>}
        </li>
      ))}
    </ol>
  )
}
