import { Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import type { components } from '../../api/schema'
import type { FieldSpec } from '../../form/spec'
import { RegisterPage } from '../../register/RegisterPage'
import type { RegisterSpec } from '../../register/spec'
import { Moves } from './Moves'

/** One member of the staff, as openapi.json says it. */
export type Person = components['schemas']['Person']

const reason: FieldSpec = { name: 'reason', kind: 'area', required: true, maxLength: 500, label: 'shell:reason.label', rule: 'shell:reason.rule' }
const place: readonly FieldSpec[] = [
  { name: 'unit', kind: 'remote', path: 'org/units?status=active', required: true },
  { name: 'post', kind: 'remote', path: 'org/posts?status=active&vacant=true', rule: 'rules.post' },
  { name: 'rank_title', kind: 'text', maxLength: 50 },
]
const personal: readonly FieldSpec[] = [
  { name: 'leader', kind: 'bool', rule: 'rules.leader' },
  { name: 'phone', kind: 'text', maxLength: 20 },
  { name: 'sort_no', kind: 'integer', rule: 'rules.sort_no' },
]
const name: FieldSpec = { name: 'name', kind: 'text', required: true, maxLength: 50 }

const spec: RegisterSpec<Person> = {
  name: 'people', words: 'people', title: 'title', intro: 'intro', path: 'people',
  columns: [
    { field: 'number' },
    { field: 'name', lead: true, render: (person) => <Name person={person} /> },
    { field: 'unit', kind: 'ref' },
    { field: 'post', kind: 'ref' },
    { field: 'rank_title' },
    { field: 'joined_on', kind: 'date' },
    { field: 'status', kind: 'enum' },
    { field: 'phone', off: true },
    { field: 'left_on', kind: 'date', off: true },
  ],
  filters: [
    { name: 'query', kind: 'text' },
    { name: 'unit', kind: 'remote', path: 'org/units?status=active' },
    { name: 'status', kind: 'enum', options: ['active', 'left'], initial: 'active' },
    { name: 'leader', kind: 'bool' },
  ],
  create: {
    need: 'people.write',
    form: {
      name: 'people.join', words: 'people', title: 'join',
      fields: [{ name: 'number', kind: 'text', required: true, maxLength: 32, rule: 'rules.number' }, name, ...place, ...personal, { name: 'joined_on', kind: 'date', rule: 'rules.today' }, reason],
    },
  },
  acts: {
    edit: { put: true, form: { name: 'people.edit', words: 'people', title: 'actions.edit', fields: [name, ...personal, { ...reason, required: false }] } },
    transfer: { form: { name: 'people.transfer', words: 'people', title: 'actions.transfer', fields: [...place, { name: 'day', kind: 'date', rule: 'rules.firstDay' }, reason] } },
    leave: { form: { name: 'people.leave', words: 'people', title: 'actions.leave', intro: 'rules.leave', fields: [{ name: 'day', kind: 'date', rule: 'rules.lastDay' }, reason] } },
  },
  detail: [
    { field: 'number' }, { field: 'name' }, { field: 'unit', kind: 'ref' }, { field: 'post', kind: 'ref' }, { field: 'rank_title' }, { field: 'leader', kind: 'bool' },
    { field: 'status', kind: 'enum' }, { field: 'joined_on', kind: 'date' }, { field: 'left_on', kind: 'date' }, { field: 'phone' }, { field: 'sort_no', kind: 'integer' },
  ],
  tabs: [{ key: 'moves', label: 'moves.title', render: (person) => <Moves of={person} /> }],
  nameOf: (person) => `${person.name} ${person.number}`,
  import: 'people.write', importReason: true,
  // The day of joining is told only to whoever may read the personnel record.
  opens: (person) => person.joined_on !== undefined,
}

/** The staff: found by name, pinyin or number; changed by personnel events that state a reason. */
export default function PeoplePage() {
  return <RegisterPage spec={spec} />
}

function Name({ person }: { person: Person }) {
  const { t } = useTranslation('people')
  return <>{person.name} {person.leader && <Tag>{t('leaderTag')}</Tag>}</>
}
