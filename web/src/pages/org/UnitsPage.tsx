import type { components } from '../../api/schema'
import type { FieldSpec } from '../../form/spec'
import { RegisterPage } from '../../register/RegisterPage'
import type { RegisterSpec } from '../../register/spec'
import { unitCategories, unitKinds } from './kinds'

type Unit = components['schemas']['Unit']

/** Reason of an act on the organisation. */
export const reason: FieldSpec = { name: 'reason', kind: 'area', required: true, maxLength: 500, label: 'shell:reason.label', rule: 'shell:reason.rule' }
const name: FieldSpec = { name: 'name', kind: 'text', required: true, maxLength: 100 }
const category: FieldSpec = { name: 'category', kind: 'enum', options: unitCategories, rule: 'rules.category' }

const spec: RegisterSpec<Unit> = {
  name: 'org.units', words: 'org', title: 'units', intro: 'unitsIntro', path: 'org/units', whole: true,
  columns: [
    { field: 'name', lead: true },
    { field: 'kind', kind: 'enum' },
    { field: 'category', kind: 'enum' },
    { field: 'parent', kind: 'ref' },
    { field: 'people', kind: 'integer', total: true },
    { field: 'opened_on', kind: 'date' },
    { field: 'status', kind: 'enum' },
    { field: 'closed_on', kind: 'date', off: true },
    { field: 'successor', kind: 'ref', off: true },
  ],
  filters: [
    { name: 'status', kind: 'enum', options: ['active', 'closed'], initial: 'active' },
    { name: 'kind', kind: 'enum', options: unitKinds },
  ],
  create: {
    need: 'org.write',
    form: {
      name: 'org.unit.new', words: 'org', title: 'newUnit',
      fields: [
        { name: 'kind', kind: 'enum', options: unitKinds, required: true },
        name,
        { name: 'parent', kind: 'remote', path: 'org/units?status=active', rule: 'rules.parent' },
        category,
        { name: 'sort_no', kind: 'integer' },
        { name: 'opened_on', kind: 'date', rule: 'rules.today' },
        { ...reason, required: false, rule: 'rules.decision' },
      ],
    },
  },
  acts: {
    rename: { form: { name: 'org.unit.rename', words: 'org', title: 'actions.rename', fields: [name, reason] } },
    categorise: { form: { name: 'org.unit.categorise', words: 'org', title: 'actions.categorise', fields: [category, reason] } },
    close: {
      form: {
        name: 'org.unit.close', words: 'org', title: 'actions.close', intro: 'rules.close',
        fields: [{ name: 'day', kind: 'date', rule: 'rules.firstDayWithout' }, { name: 'successor', kind: 'remote', path: 'org/units?status=active', rule: 'rules.successor' }, reason],
      },
    },
  },
  detail: [
    { field: 'name' }, { field: 'kind', kind: 'enum' }, { field: 'category', kind: 'enum' }, { field: 'parent', kind: 'ref' }, { field: 'people', kind: 'integer' },
    { field: 'opened_on', kind: 'date' }, { field: 'status', kind: 'enum' }, { field: 'closed_on', kind: 'date' }, { field: 'successor', kind: 'ref' },
  ],
  nameOf: (unit) => unit.name,
}

/** The zone's departments, those closed included. */
export default function UnitsPage() {
  return <RegisterPage spec={spec} />
}
