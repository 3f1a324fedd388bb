import type { FieldSpec, FormSpec } from '../../form/spec'

const value: FieldSpec = { name: 'value', kind: 'decimal', required: true }
const weight: FieldSpec = { name: 'weight', kind: 'decimal', rule: 'rules.weight' }
const reason: FieldSpec = { name: 'reason', kind: 'area', required: true, maxLength: 500, label: 'shell:reason.label', rule: 'shell:reason.rule' }
const owner: readonly FieldSpec[] = [
  { name: 'unit', kind: 'remote', path: 'org/units?status=active', required: true },
  { name: 'person', kind: 'remote', path: 'people?status=active&query=' },
]

/** Form of a new target of the zone; its categories are the scheme's. */
export const newTarget = (category: FieldSpec): FormSpec => ({
  name: 'targets.new', words: 'targets', title: 'new',
  fields: [
    category,
    { name: 'indicator', kind: 'text', required: true, maxLength: 100 },
    { name: 'unit_name', kind: 'text', required: true, maxLength: 20, rule: 'rules.unit_name' },
    value, weight,
    { name: 'basis', kind: 'text', maxLength: 200, rule: 'rules.basis' },
  ],
})

/** Forms of the acts that need one. */
export const actForms: Record<string, FormSpec> = {
  allocate: { name: 'targets.allocate', words: 'targets', title: 'actions.allocate', intro: 'rules.allocate', fields: [...owner, value, weight] },
  reserve: { name: 'targets.reserve', words: 'targets', title: 'actions.reserve', intro: 'rules.reserve', fields: [{ name: 'reserve', kind: 'decimal', required: true }] },
  adjust: { name: 'targets.adjust', words: 'targets', title: 'actions.adjust', intro: 'rules.adjust', fields: [reason, { ...value, label: 'fields.newValue' }] },
}
