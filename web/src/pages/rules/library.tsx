import { Tag } from 'antd'
import type { FieldSpec, FormSpec } from '../../form/spec'
import type { ColumnSpec, RegisterSpec } from '../../register/spec'
import { Editions, Readers, Steps, Text } from './RuleParts'
import { RuleState } from './RuleState'
import { rulePaths, type Rule, type Run } from './types'
import type { Fields } from './useFields'

const roles = ['principal_leader', 'leader', 'dept_head', 'staff', 'party_office', 'supervision', 'discipline', 'appraisal_office', 'hr', 'finance']

const steps: FieldSpec = {
  name: 'steps', kind: 'rows', rule: 'rules.steps',
  rows: [
    { name: 'action', kind: 'text', required: true, maxLength: 60 },
    { name: 'role', kind: 'enum', required: true, options: roles, words: 'nav:roles' },
    { name: 'duty', kind: 'enum', required: true, options: ['propose', 'review', 'decide', 'carry_out'] },
    { name: 'home', kind: 'bool' },
    { name: 'unit', kind: 'remote', path: 'org/units?status=active' },
    { name: 'limit', kind: 'text', maxLength: 20 },
    { name: 'evidence', kind: 'tags' },
  ],
}

function contents(fields: Fields): FieldSpec[] {
  return [
    { name: 'title', kind: 'text', required: true, maxLength: 100 },
    { name: 'field', kind: 'enum', required: true, options: Object.keys(fields), labels: fields, rule: 'rules.field' },
    { name: 'owner', kind: 'remote', required: true, path: 'org/units?status=active' },
    { name: 'from', kind: 'date', rule: 'rules.from' },
    { name: 'trial_until', kind: 'date', rule: 'rules.trial_until' },
    { name: 'process', kind: 'text', maxLength: 60, rule: 'rules.process' },
    { name: 'body', kind: 'area', maxLength: 200_000 },
    steps,
    { name: 'files', kind: 'files' },
  ]
}

const reason: FieldSpec = { name: 'reason', kind: 'area', required: true, maxLength: 500, label: 'shell:reason.label', rule: 'rules.reason' }

function forms(fields: Fields) {
  const isWorkflow = (values: Record<string, unknown>) => values.kind === 'workflow'
  const adopt = contents(fields).map((field) => (field.name === 'steps' ? { ...field, when: isWorkflow } : field))
  return {
    adopt: {
      name: 'rules.adopt', words: 'rules', title: 'adopt', fields: [
        { name: 'number', kind: 'text', required: true, maxLength: 40, rule: 'rules.number' },
        { name: 'kind', kind: 'enum', required: true, options: ['rule', 'workflow'], initial: 'rule' },
        ...adopt,
      ],
    },
    revise: { name: 'rules.revise', words: 'rules', title: 'actions.revise', intro: 'revise.intro', ok: 'actions.revise', fields: [...contents(fields), reason] },
    repeal: { name: 'rules.repeal', words: 'rules', title: 'actions.repeal', intro: 'repeal.intro', ok: 'actions.repeal', fields: [{ name: 'day', kind: 'date', rule: 'rules.day' }, reason] },
    start: { name: 'rules.start', words: 'rules', title: 'actions.start', intro: 'start.intro', ok: 'actions.start', fields: [{ name: 'about', kind: 'text', required: true, maxLength: 100 }], send: (body) => ({ title: body.about }) },
  } satisfies Record<string, FormSpec>
}

const columns: readonly ColumnSpec<Rule>[] = [
  { field: 'number' },
  { field: 'title', lead: true, width: 200 },
  { field: 'kind', kind: 'enum' },
  { field: 'field', render: (row) => row.field_name || row.field },
  { field: 'owner', kind: 'ref' },
  { field: 'state', render: (row) => <RuleState state={row.state} /> },
  { field: 'edition', kind: 'integer' },
  { field: 'from', kind: 'date' },
  { field: 'until', kind: 'date', off: true },
  { field: 'process', off: true },
]

const detail: readonly ColumnSpec<Rule>[] = [
  ...columns.filter((column) => !['until', 'title', 'process'].includes(column.field)),
  { field: 'trial_until', kind: 'date' },
  { field: 'until', kind: 'date' },
  { field: 'repealed_on', kind: 'date' },
  { field: 'repeal_reason' },
  { field: 'process', render: (row) => row.process && <Tag>{row.process}</Tag> },
  { field: 'read', kind: 'bool' },
]

/** The library as a register; fields of rules are the zone's own. */
export function librarySpec(fields: Fields): RegisterSpec<Rule> {
  const form = forms(fields)
  return {
    name: 'rules.library', words: 'rules', title: 'library', intro: 'intro', path: rulePaths.rules, refresh: [rulePaths.counts],
    columns, detail,
    filters: [
      { name: 'query', kind: 'text', label: 'filters.query' },
      { name: 'kind', kind: 'enum', options: ['rule', 'workflow'] },
      { name: 'field', kind: 'enum', options: Object.keys(fields), labels: fields },
      { name: 'owner', kind: 'remote', path: 'org/units?status=active' },
      { name: 'in_force', kind: 'bool' },
      { name: 'on', kind: 'date' },
    ],
    create: { form: form.adopt, need: 'rules.write' },
    import: 'rules.write',
    nameOf: (row) => `${row.number} ${row.title}`,
    tabs: [
      { key: 'text', label: 'tabs.text', render: (row: Rule) => <Text rule={row} /> },
      { key: 'steps', label: 'tabs.steps', render: (row: Rule) => <Steps steps={row.steps ?? []} /> },
      { key: 'editions', label: 'tabs.editions', render: (row: Rule) => <Editions rule={row} /> },
      { key: 'readers', label: 'tabs.readers', render: (row: Rule) => <Readers rule={row} /> },
    ],
    acts: {
      acknowledge: { primary: true },
      revise: { form: form.revise },
      repeal: { form: form.repeal },
      start: { form: form.start, then: (run: Run) => `workflow-runs/${run.id}` },
    },
  }
}
