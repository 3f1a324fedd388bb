import { Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import type { FieldSpec, FormSpec, Values } from '../../form/spec'
import type { RegisterSpec } from '../../register/spec'
import { meetingPaths, meetingRefresh, type Meeting } from './types'

/** How far a meeting has come. */
export function MeetingStatus({ of }: { of: Meeting }) {
  const { t } = useTranslation('meetings')
  return <Tag color={{ planned: 'processing', held: 'blue', issued: 'success' }[of.status]}>{t(`status.${of.status}`)}</Tag>
}

const people = 'people?status=active&query='
const fields = (huddle: boolean): FieldSpec[] => [
  { name: 'kind', kind: 'enum', required: true, options: huddle ? ['huddle'] : ['special', 'dispatch', 'office', 'huddle'], initial: huddle ? 'huddle' : 'office' },
  { name: 'title', kind: 'text', required: true, maxLength: 60 },
  { name: 'project', kind: 'remote', path: 'projects', required: true, when: (values) => values.kind === 'huddle' },
  { name: 'series', kind: 'text', maxLength: 60, rule: 'rules.series', when: (values) => values.kind !== 'huddle' },
  { name: 'on', kind: 'date', required: true },
  { name: 'place', kind: 'text', maxLength: 60 },
  { name: 'chair', kind: 'remote', path: people },
  { name: 'secretary', kind: 'remote', path: people },
  { name: 'topics', kind: 'tags', rule: 'rules.topics' },
  {
    name: 'attendees', kind: 'rows', rows: [
      { name: 'person', kind: 'remote', path: people },
      { name: 'name', kind: 'text', label: 'fields.guest' },
      { name: 'presence', kind: 'enum', required: true, options: ['invited', 'present', 'absent', 'leave'] },
    ],
  },
  { name: 'minutes', kind: 'area', maxLength: 20_000, rule: 'rules.minutes' },
]

/** The form a meeting is planned with. */
export const planForm = (huddle = false): FormSpec => ({ name: huddle ? 'meetings.huddle' : 'meetings.plan', words: 'meetings', title: huddle ? 'planHuddle' : 'plan', ok: 'planOk', fields: fields(huddle) })

const decide: FormSpec = {
  name: 'meetings.decide', words: 'meetings', title: 'actions.decide', intro: 'consequence.decide', ok: 'actions.decide',
  fields: [
    { name: 'text', kind: 'area', required: true, maxLength: 200 },
    { name: 'person', kind: 'remote', path: people, required: true },
    { name: 'unit', kind: 'remote', path: 'org/units?status=active', rule: 'rules.unit' },
    { name: 'due_on', kind: 'date', required: true },
  ],
}

/** A meeting as its form opens with it: topics and attendance as they are written. */
export function meetingInputs(meeting: Meeting): Values {
  const { unit: _, ...rest } = meeting
  return {
    ...rest,
    topics: (meeting.agenda ?? []).filter((line) => line.kind === 'topic').map((line) => line.text),
    attendees: (meeting.attendees ?? []).map((one) => ({ person: one.person, name: one.person ? undefined : one.name, presence: one.presence })),
  }
}

/** Meetings as a register. */
export const meetingsSpec: RegisterSpec<Meeting> = {
  name: 'meetings', words: 'meetings', title: 'title', intro: 'intro', path: meetingPaths.all, refresh: meetingRefresh,
  page: (row) => `meetings/${row.id}`,
  inputs: meetingInputs,
  columns: [
    { field: 'number' },
    { field: 'title', lead: true, width: 200 },
    { field: 'kind', kind: 'enum' },
    { field: 'on', kind: 'date' },
    { field: 'place' },
    { field: 'chair', kind: 'ref' },
    { field: 'status', render: (row) => <MeetingStatus of={row} /> },
    { field: 'series', off: true },
    { field: 'week', off: true },
    { field: 'issued_at', kind: 'instant', off: true },
  ],
  filters: [
    { name: 'kind', kind: 'enum', options: ['special', 'dispatch', 'office', 'huddle'] },
    { name: 'status', kind: 'enum', options: ['planned', 'held', 'issued'] },
    { name: 'project', kind: 'remote', path: 'projects' },
    { name: 'from', kind: 'date', label: 'filters.from' },
    { name: 'to', kind: 'date', label: 'filters.to' },
  ],
  create: { form: planForm(), need: 'meeting.write' },
  acts: {
    edit: { put: true, form: { ...planForm(), name: 'meetings.edit', title: 'actions.edit', ok: 'shell:save' } },
    hold: { sure: true, primary: true, consequence: 'consequence.hold' },
    decide: { form: decide },
    issue: { sure: true, primary: true, consequence: 'consequence.issue' },
  },
}
