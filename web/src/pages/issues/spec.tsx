import { Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { proofFields, withProof } from '../../form/proof'
import type { FieldSpec, FormSpec } from '../../form/spec'
import type { ColumnSpec, RegisterSpec } from '../../register/spec'
import { useZoneLink } from '../../session/zone'
import { DateText } from '../../ui/DateText'
import { DueDay } from '../../ui/DueDay'
import { Proofs } from '../../ui/Proofs'
import { issuePaths, issueRefresh, type Issue } from './types'

/** How far an issue has come, and whether it waits for a leader. */
export function IssueStatus({ of }: { of: Issue }) {
  const { t } = useTranslation('issues')
  const colour = { open: 'processing', reopened: 'warning', claimed: 'blue', struck: 'success' }[of.status]
  return <><Tag color={colour}>{t(`status.${of.status}`)}</Tag>{of.level && of.status !== 'struck' && <Tag color="purple">{t(`level.${of.level}`)}</Tag>}</>
}

const person: FieldSpec = { name: 'person', kind: 'remote', path: 'people?status=active&query=', required: true }
const unit: FieldSpec = { name: 'unit', kind: 'remote', path: 'org/units?status=active', rule: 'rules.unit' }
const form = (name: string, fields: FieldSpec[], more: Partial<FormSpec> = {}): FormSpec => ({
  name: `issues.${name}`, words: 'issues', title: `actions.${name}`, intro: `consequence.${name}`, ok: `actions.${name}`, fields, ...more,
})

export const issueColumns: readonly ColumnSpec<Issue>[] = [
  { field: 'number', off: true },
  { field: 'title', lead: true, width: 220 },
  { field: 'unit', kind: 'ref', width: 110 },
  { field: 'person', kind: 'ref', width: 84 },
  { field: 'raised_on', kind: 'date' },
  { field: 'weeks', kind: 'integer' },
  { field: 'due_on', render: (row) => <DueDay day={row.due_on} late={row.overdue} done={row.status === 'struck' || row.status === 'claimed'} /> },
  { field: 'status', render: (row) => <IssueStatus of={row} /> },
]

/** Issues as a register: raised, claimed solved, struck off one by one by who raised them. */
export const issuesSpec: RegisterSpec<Issue> = {
  name: 'issues', words: 'issues', title: 'title', intro: 'intro', path: issuePaths.all, refresh: issueRefresh,
  columns: issueColumns,
  detail: [
    { field: 'number' },
    { field: 'detail' },
    { field: 'unit', kind: 'ref', width: 110 },
    { field: 'person', kind: 'ref', width: 84 },
    { field: 'raised_by', kind: 'ref' },
    { field: 'raised_on', kind: 'date' },
    { field: 'due_on', kind: 'date' },
    { field: 'weeks', kind: 'integer' },
    { field: 'reopened', kind: 'integer' },
    { field: 'status', render: (row) => <IssueStatus of={row} /> },
    { field: 'claimed_by', kind: 'ref' },
    { field: 'claim_note' },
    { field: 'evidence', label: 'shell:files.evidence', render: (row) => <Proofs of={row.evidence} /> },
    { field: 'struck_by', kind: 'ref' },
    { field: 'struck_on', kind: 'date' },
    { field: 'strike_note' },
    { field: 'escalation' },
    { field: 'escalated_by', kind: 'ref' },
    { field: 'escalated_on', kind: 'date' },
    { field: 'rulings', render: (row) => <Rulings of={row} /> },
  ],
  filters: [
    { name: 'status', kind: 'enum', options: ['remaining', 'active', 'open', 'reopened', 'claimed', 'struck'], initial: 'remaining' },
    { name: 'project', kind: 'remote', path: 'projects' },
    { name: 'level', kind: 'enum', options: ['leader', 'principal_leader'] },
    { name: 'unit', kind: 'remote', path: 'org/units?status=active' },
    { name: 'person', kind: 'remote', path: 'people?status=active&query=' },
    { name: 'overdue', kind: 'bool' },
  ],
  create: {
    need: 'issue.raise',
    form: form('raise', [
      { name: 'title', kind: 'text', required: true, maxLength: 100 },
      { name: 'detail', kind: 'area', maxLength: 2000 },
      { name: 'project', kind: 'remote', path: 'projects', rule: 'rules.project' },
      person, unit,
      { name: 'due_on', kind: 'date', required: true },
    ]),
  },
  nameOf: (row) => row.title,
  inputs: () => ({}),
  acts: {
    claim: { primary: true, form: form('claim', [{ name: 'note', kind: 'area', required: true, maxLength: 500 }, ...proofFields()], { send: withProof }) },
    strike: { primary: true, form: form('strike', [{ name: 'note', kind: 'area', maxLength: 500 }]) },
    reopen: { adverse: true, consequence: 'consequence.reopen' },
    escalate: { form: form('escalate', [{ name: 'level', kind: 'enum', required: true, options: ['leader', 'principal_leader'] }, { name: 'reason', kind: 'area', required: true, maxLength: 500, label: 'shell:reason.label', rule: 'shell:reason.rule' }]) },
    decide: { primary: true, form: form('decide', [{ name: 'text', kind: 'area', required: true, maxLength: 200 }, person, unit, { name: 'due_on', kind: 'date', required: true }]) },
  },
}

function Rulings({ of }: { of: Issue }) {
  const { t } = useTranslation('issues')
  const link = useZoneLink()
  return (
    <ul className="jk-plain-list">
      {(of.rulings ?? []).map((one) => (
        <li key={one.id}><DateText of={one.on} /> {one.by?.name}{t('colon')}{one.text} <Link to={link(`tasks/${one.task}`)}>{t('toTask')}</Link></li>
      ))}
    </ul>
  )
}
