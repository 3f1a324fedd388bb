import type { FieldSpec, FormSpec, Values } from '../../form/spec'
import type { KeyItem } from './types'

const fields: readonly FieldSpec[] = [
  { name: 'title', kind: 'text', required: true, maxLength: 100, rule: 'rules.title' },
  { name: 'measure', kind: 'area', maxLength: 1000 },
  { name: 'plan', kind: 'decimal', rule: 'rules.plan' },
  { name: 'plan_unit', kind: 'text', maxLength: 20 },
  { name: 'weight', kind: 'decimal', rule: 'rules.weight' },
  { name: 'due_on', kind: 'date', rule: 'rules.due_on' },
  { name: 'lead', kind: 'remote', path: 'people?status=active&leader=true&query=', rule: 'rules.levels' },
  { name: 'unit', kind: 'remote', path: 'org/units?status=active' },
  { name: 'person', kind: 'remote', path: 'people?status=active&query=' },
  { name: 'origin', kind: 'text', maxLength: 200 },
]

const reason: FieldSpec = { name: 'reason', kind: 'area', required: true, maxLength: 500, rule: 'shell:reason.rule', label: 'shell:reason.label' }

const base = { words: 'lists', fields }

/** Forms of an item: on a draft, and as an amendment, which needs a reason. */
export const itemForms = {
  add: { ...base, name: 'lists.item.add', title: 'item.add' },
  edit: { ...base, name: 'lists.item.edit', title: 'item.edit' },
  amendAdd: { ...base, name: 'lists.item.amend-add', title: 'amend.add', intro: 'amend.intro', ok: 'amend.ok', fields: [reason, ...fields] },
  amend: { ...base, name: 'lists.item.amend', title: 'amend.change', intro: 'amend.intro', ok: 'amend.ok', fields: [reason, ...fields] },
} satisfies Record<string, FormSpec>

/** An item as its form opens with it. */
export const itemValues = (item: KeyItem): Values & { id: string } => ({ ...item })

/** Body of an amendment: the reason beside the item. */
export function amendBody({ reason, ...item }: Values): Values {
  return { reason, item }
}
