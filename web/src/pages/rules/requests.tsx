import { useTranslation } from 'react-i18next'
import type { FormSpec } from '../../form/spec'
import type { ColumnSpec, RegisterSpec } from '../../register/spec'
import { DueDay } from '../../ui/DueDay'
import { rulePaths, type Request } from './types'

function Answer({ request }: { request: Request }) {
  const { t } = useTranslation('rules')
  return request.answer ? <>{t(`answer.${request.answer}`)}</> : null
}

const columns: readonly ColumnSpec<Request>[] = [
  { field: 'number' },
  { field: 'title', lead: true, width: 180, label: 'fields.about' },
  { field: 'kind', kind: 'enum', words: 'requestKind' },
  { field: 'person', kind: 'ref', label: 'fields.by', width: 84 },
  { field: 'unit', kind: 'ref', off: true },
  { field: 'to', kind: 'ref' },
  { field: 'status', kind: 'enum', words: 'requestStatus' },
  { field: 'due_on', label: 'fields.reply_due', render: (row) => <DueDay day={row.due_on} late={row.overdue} done={row.status !== 'open'} /> },
  { field: 'answer', render: (row) => <Answer request={row} /> },
  { field: 'created_at', kind: 'instant' },
]

const make: FormSpec = {
  name: 'rules.request', words: 'rules', title: 'requests.make', ok: 'requests.makeOk',
  fields: [
    { name: 'kind', kind: 'enum', options: ['request', 'report'], words: 'requestKind', required: true, initial: 'request', rule: 'rules.requestKind' },
    { name: 'title', kind: 'text', label: 'fields.about', required: true, maxLength: 100 },
    { name: 'to', kind: 'remote', path: 'people?status=active&leader=true&query=', required: true },
    { name: 'body', kind: 'area', required: true, maxLength: 10_000, label: 'fields.contents' },
    { name: 'limit', kind: 'text', maxLength: 20, label: 'fields.limit', rule: 'rules.limit', when: (values) => values.kind === 'request' },
    { name: 'files', kind: 'files' },
  ],
}

const answer: FormSpec = {
  name: 'rules.answer', words: 'rules', title: 'actions.answer', ok: 'actions.answer',
  fields: [
    { name: 'answer', kind: 'enum', options: ['agreed', 'rejected', 'noted'], required: true },
    { name: 'reply', kind: 'area', required: true, maxLength: 2000 },
  ],
}

/** Requests and reports as a register. */
export const requestsSpec: RegisterSpec<Request> = {
  name: 'rules.requests', words: 'rules', title: 'requests.title', intro: 'requests.intro', path: rulePaths.requests, refresh: [rulePaths.unanswered],
  columns,
  detail: [
    ...columns.filter((column) => column.field !== 'title'),
    { field: 'body', label: 'fields.contents', render: (row) => <span style={{ whiteSpace: 'pre-wrap' }}>{row.body}</span> },
    { field: 'files', kind: 'files' },
    { field: 'reply' },
    { field: 'answered_by', kind: 'ref' },
    { field: 'answered_at', kind: 'instant' },
    { field: 'overdue_reported_at', kind: 'instant' },
  ],
  filters: [
    { name: 'kind', kind: 'enum', options: ['request', 'report'], words: 'requestKind' },
    { name: 'status', kind: 'enum', options: ['open', 'answered', 'withdrawn'], words: 'requestStatus' },
    { name: 'to', kind: 'remote', path: 'people?status=active&leader=true&query=' },
  ],
  create: { form: make, need: 'request.create' },
  nameOf: (row) => `${row.number} ${row.title}`,
  acts: { answer: { form: answer, primary: true }, withdraw: { adverse: true } },
}

/** The list a leader works off: the overdue first. */
export const unansweredSpec: RegisterSpec<Request> = {
  ...requestsSpec, name: 'rules.unanswered', list: rulePaths.unanswered, export: false,
  columns: columns.filter((column) => !['status', 'answer'].includes(column.field)),
  filters: [
    { name: 'mine', kind: 'bool', label: 'filters.mine' },
    { name: 'to', kind: 'remote', path: 'people?status=active&leader=true&query=' },
  ],
}
