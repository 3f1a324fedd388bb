import type { FieldSpec, FormSpec } from '../../form/spec'

const name: FieldSpec = { name: 'name', kind: 'text', required: true, maxLength: 50 }
const number: FieldSpec = { name: 'number', kind: 'text', maxLength: 32, rule: 'rules.number' }
const ends: FieldSpec = { name: 'ends', kind: 'instant', rule: 'rules.ends' }
const reason: FieldSpec = { name: 'reason', kind: 'area', required: true, maxLength: 500, label: 'shell:reason.label', rule: 'shell:reason.rule' }

/** Forms of an account. Changing one asks for the person's number again, because leaving it out would cut the tie. */
export const accountForms = {
  create: {
    name: 'accounts.create', words: 'accounts', title: 'create', intro: 'rules.create',
    fields: [{ name: 'login', kind: 'text', required: true, maxLength: 64, rule: 'rules.login' }, name, number, ends],
  } satisfies FormSpec,
  edit: (hasPerson: boolean): FormSpec => ({
    name: 'accounts.edit', words: 'accounts', title: 'actions.edit',
    fields: [name, { ...number, required: hasPerson, rule: hasPerson ? 'rules.numberAgain' : 'rules.number' }, ends],
  }),
}

/** Form that gives or takes one of these roles. */
export const roleForm = (act: 'grant' | 'revoke', options: readonly string[], labels: Record<string, string>): FormSpec => ({
  name: `accounts.${act}`, words: 'accounts', title: `actions.${act}`, intro: `rules.${act}`,
  fields: [{ name: 'role', kind: 'enum', required: true, options, labels }, reason],
})
