import { Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import type { FieldSpec, FormSpec } from '../../form/spec'
import type { ColumnSpec, RegisterSpec } from '../../register/spec'
import { attendancePaths, attendanceRefresh, type Leave } from './types'

/** State of a request. */
export function LeaveStatus({ of }: { of: Leave }) {
  const { t } = useTranslation('attendance')
  return <Tag color={{ open: 'processing', approved: 'success', refused: 'default', withdrawn: 'default', revoked: 'warning' }[of.status]}>{t(`requestStatus.${of.status}`)}</Tag>
}

const span = (day: string, time: string | undefined) => `${day}${time ? ' ' + time : ''}`

const columns: readonly ColumnSpec<Leave>[] = [
  { field: 'number', off: true },
  { field: 'person', kind: 'ref', lead: true, width: 84 },
  { field: 'unit', kind: 'ref', width: 110 },
  { field: 'kind', kind: 'enum', words: 'requestKind' },
  { field: 'from', label: 'fields.begins', render: (row) => <span className="jk-nowrap">{span(row.from_day, row.from_time)}</span> },
  { field: 'to', label: 'fields.ends', render: (row) => row.kind !== 'punch' && <span className="jk-nowrap">{span(row.to_day, row.to_time)}</span> },
  { field: 'sort' },
  { field: 'status', render: (row) => <LeaveStatus of={row} /> },
  { field: 'decided_by', kind: 'ref', width: 84 },
]

const note = (required: boolean): FieldSpec => ({ name: 'note', kind: 'area', required, maxLength: 500, label: 'fields.decision' })
const form = (name: string, fields: FieldSpec[]): FormSpec => ({ name: `attendance.${name}`, words: 'attendance', title: `actions.${name}`, intro: `consequence.${name}`, ok: `actions.${name}`, fields })

/** The form of a correction, a leave, an outing or a trip. */
export const askForm: FormSpec = form('ask', [
  { name: 'kind', kind: 'enum', required: true, options: ['punch', 'leave', 'outing', 'trip'], words: 'requestKind', initial: 'leave' },
  { name: 'person', kind: 'remote', path: 'people?status=active&query=', rule: 'rules.person' },
  { name: 'slot', kind: 'enum', options: ['in', 'out'], required: true, when: (values) => values.kind === 'punch' },
  { name: 'sort', kind: 'text', maxLength: 20, required: true, rule: 'rules.sort', when: (values) => values.kind === 'leave' },
  { name: 'from', kind: 'instant', required: true, label: 'fields.begins', rule: 'rules.from' },
  { name: 'to', kind: 'instant', required: true, label: 'fields.ends', when: (values) => values.kind !== 'punch' },
  { name: 'reason', kind: 'area', required: true, maxLength: 500 },
])

/** Requests of attendance as a register. */
export const requestsSpec: RegisterSpec<Leave> = {
  name: 'attendance.requests', words: 'attendance', title: 'requests.title', intro: 'requests.intro', path: attendancePaths.requests, refresh: attendanceRefresh,
  columns,
  detail: [
    { field: 'number' },
    ...columns.filter((column) => !column.off),
    { field: 'slot', kind: 'enum' },
    { field: 'reason' },
    { field: 'asked_by', kind: 'ref' },
    { field: 'created_at', kind: 'instant' },
    { field: 'decided_at', kind: 'instant' },
    { field: 'decision' },
  ],
  filters: [
    { name: 'kind', kind: 'enum', options: ['punch', 'leave', 'outing', 'trip'], words: 'requestKind' },
    { name: 'status', kind: 'enum', options: ['open', 'approved', 'refused', 'withdrawn', 'revoked'], words: 'requestStatus' },
    { name: 'person', kind: 'remote', path: 'people?status=active&query=' },
    { name: 'from', kind: 'date', label: 'filters.from' },
    { name: 'to', kind: 'date', label: 'filters.to' },
  ],
  create: { form: askForm, need: 'attendance.correct' },
  nameOf: (row) => row.number,
  inputs: () => ({}),
  acts: {
    approve: { primary: true, form: form('approve', [note(false)]) },
    refuse: { form: form('refuse', [note(true)]) },
    revoke: { form: form('revoke', [note(true)]) },
    withdraw: { sure: true, consequence: 'consequence.withdraw' },
  },
}
