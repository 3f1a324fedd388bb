import { proofFields, withProof } from '../../form/proof'
import type { FieldSpec, FormSpec, Values } from '../../form/spec'
import type { ActSpec } from '../../register/spec'
import type { Task } from './types'

/** Layers of the zone's scheme by key. */
export type Layers = Readonly<Record<string, string>>

const reason: FieldSpec = { name: 'reason', kind: 'area', required: true, maxLength: 500, label: 'shell:reason.label', rule: 'shell:reason.rule' }
const note = (required: boolean, rule?: string): FieldSpec => ({ name: 'note', kind: 'area', required, maxLength: 500, rule })
const person: FieldSpec = { name: 'person', kind: 'remote', path: 'people?status=active&query=', required: true }
const unit: FieldSpec = { name: 'unit', kind: 'remote', path: 'org/units?status=active', rule: 'rules.unit' }
const lead: FieldSpec = { name: 'lead', kind: 'remote', path: 'people?status=active&leader=true&query=' }
const layer = (layers: Layers): FieldSpec => ({ name: 'layer', kind: 'enum', options: Object.keys(layers), labels: layers, rule: 'rules.layer' })
const difficult: FieldSpec = { name: 'difficult', kind: 'bool', rule: 'rules.difficult' }
const weight: FieldSpec = { name: 'weight', kind: 'decimal', rule: 'rules.weight' }

const form = (name: string, fields: FieldSpec[], more: Partial<FormSpec> = {}): FormSpec => ({
  name: `tasks.${name}`, words: 'tasks', title: `actions.${name}`, intro: `consequence.${name}`, ok: `actions.${name}`, fields, ...more,
})

/** The form a task is assigned with. */
export const newTask = (layers: Layers): FormSpec => form('assign', [
  { name: 'title', kind: 'text', required: true, maxLength: 100 },
  { name: 'detail', kind: 'area', maxLength: 2000 },
  { name: 'source', kind: 'enum', required: true, options: ['superior', 'leader', 'meeting', 'enterprise', 'unit'], initial: 'leader' },
  { name: 'source_text', kind: 'text', maxLength: 200, rule: 'rules.source_text' },
  person, unit, lead,
  { name: 'start_on', kind: 'date', rule: 'rules.start_on' },
  { name: 'due_on', kind: 'date', required: true },
  layer(layers), difficult,
  { name: 'plan', kind: 'decimal', rule: 'rules.plan' },
  { name: 'plan_unit', kind: 'text', maxLength: 20, when: (values) => !!values.plan },
  weight,
])

/** Progress is an amount where the plan is one, and a percentage otherwise. */
function report(task: Task): FormSpec {
  const amount: FieldSpec = task.plan
    ? { name: 'newly', kind: 'decimal', required: true, label: 'fields.amount', rule: 'rules.amount' }
    : { name: 'percent', kind: 'decimal', required: true, rule: 'rules.percent' }
  return form('report', [{ name: 'on', kind: 'date', rule: 'rules.on' }, amount, { ...note(true), name: 'what', label: 'fields.note' }, ...proofFields()], {
    send: ({ newly, what, ...body }: Values) => withProof({ ...body, note: what, ...(newly !== undefined && { amount: newly }) }),
  })
}

/** How each action on a task is given. */
export const taskActs = (layers: Layers): Record<string, ActSpec<Task>> => ({
  report: { primary: true, form: report },
  claim: { primary: true, form: form('claim', [note(true, 'rules.claim'), ...proofFields()], { send: withProof }) },
  'ask-extension': { form: form('ask-extension', [{ name: 'to', kind: 'date', required: true }, reason]) },
  accept: { primary: true, form: form('accept', [note(false)]) },
  return: { adverse: true, consequence: 'consequence.return' },
  check: { form: form('check', [{ name: 'finding', kind: 'area', required: true, maxLength: 500 }, { name: 'next_on', kind: 'date', rule: 'rules.next_on' }]) },
  supervise: { adverse: true, consequence: 'consequence.supervise' },
  classify: { form: form('classify', [{ name: 'to_class', kind: 'enum', required: true, options: ['A', 'B', 'C', 'none'], words: 'class', label: 'fields.class', rule: 'rules.class' }, reason],
    { send: ({ to_class, ...body }) => ({ ...body, class: to_class === 'none' ? '' : to_class }) }) },
  edit: { put: true, form: form('edit', [{ name: 'title', kind: 'text', required: true, maxLength: 100 }, { name: 'detail', kind: 'area', maxLength: 2000 }, layer(layers), difficult, { ...weight, required: true }, lead]) },
  reassign: { form: form('reassign', [person, unit, reason]) },
  withdraw: { adverse: true, consequence: 'consequence.withdraw' },
  'move-track': { form: form('move-track', [{ name: 'campaign', kind: 'remote', path: 'campaigns' }, { name: 'track', kind: 'integer', rule: 'rules.track', when: (values) => !!values.campaign }]) },
})

/** The form a checkpoint is scored with. */
export const scoreForm = form('score', [{ name: 'score', kind: 'decimal', required: true, rule: 'rules.score' }, { name: 'comment', kind: 'area', required: true, maxLength: 500 }])
