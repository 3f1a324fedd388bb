import { proofFields, withProof } from '../../form/proof'
import type { FieldSpec, FormSpec } from '../../form/spec'
import type { Board, Colour } from './types'

const reason: FieldSpec = { name: 'reason', kind: 'area', required: true, maxLength: 500, label: 'shell:reason.label', rule: 'shell:reason.rule' }
const colour = (options: readonly Colour[], rule: string): FieldSpec => ({ name: 'final', kind: 'enum', options, words: 'colour', required: true, rule })
const form = (name: string, fields: FieldSpec[], more: Partial<FormSpec> = {}): FormSpec => ({
  name: `board.${name}`, words: 'board', title: `actions.${name}`, intro: `consequence.${name}`, ok: `actions.${name}`, fields, ...more,
})

/** Forms of what is done about a board and its items. None of it is one click. */
export const forms = {
  compute: form('compute', [reason], { title: 'again.title', ok: 'again.title' }),
  post: form('post', [{ name: 'place', kind: 'text', required: true, maxLength: 100, rule: 'rules.place' }, { name: 'photo', kind: 'files' }], {
    send: (body) => ({ place: body.place, ...((body.photo as string[] | undefined)?.[0] && { photo: (body.photo as string[])[0] }) }),
  }),
  object: form('object', [{ name: 'text', kind: 'area', required: true, maxLength: 2000, rule: 'rules.object' }, ...proofFields()], { send: withProof }),
  change: form('change', [colour(['red', 'yellow', 'none'], 'rules.final'), reason]),
  correct: form('correct', [colour(['red', 'none'], 'rules.correct'), reason]),
  decide: form('decide', [
    { name: 'ruling', kind: 'enum', options: ['upheld', 'rejected'], words: 'objectionStatus', required: true },
    { ...colour(['red', 'none'], 'rules.upheld'), when: (values) => values.ruling === 'upheld' },
    reason,
  ], { send: ({ ruling, ...body }) => ({ ...body, upheld: ruling === 'upheld' }) }),
  decideCorrection: form('decideCorrection', [
    { name: 'ruling', kind: 'enum', options: ['approved', 'rejected'], words: 'correctionStatus', required: true },
    reason,
  ], { send: ({ ruling, ...body }) => ({ ...body, approve: ruling === 'approved' }) }),
  plan: form('plan', [{ name: 'text', kind: 'area', required: true, maxLength: 2000, rule: 'rules.plan' }, ...proofFields()], { send: withProof }),
  submit: form('submit', [{ name: 'text', kind: 'area', required: true, maxLength: 2000, rule: 'rules.submit' }, ...proofFields()], { send: withProof }),
  accept: form('accept', [{ name: 'text', kind: 'area', required: true, maxLength: 2000, rule: 'rules.accept' }, ...proofFields()], { send: withProof }),
  return: form('return', [{ name: 'text', kind: 'area', required: true, maxLength: 2000, rule: 'rules.return' }], {}),
} satisfies Record<string, FormSpec>

/** Items that stand on a colour in the end, best first. */
export const standing = (board: Board, of: Colour) => (board.items ?? []).filter((item) => item.final === of)
