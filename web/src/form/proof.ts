import type { FieldSpec, Values } from './spec'

/** Fields of evidence: files whose names are kept, and in words what can be looked up elsewhere. */
export const proofFields = (required = false): FieldSpec[] => [
  { name: 'proofs', kind: 'files', proof: true, required, label: 'shell:files.evidence' },
  { name: 'papers', kind: 'text', maxLength: 200, label: 'shell:files.papers', rule: 'shell:files.papersRule' },
]

/** Puts what {@link proofFields} hold into the list of evidence the API wants. */
export function withProof({ proofs, papers, ...rest }: Values): Values {
  const evidence = [...((proofs as object[] | undefined) ?? []), ...(papers ? [{ text: papers }] : [])]
  return { ...rest, ...(evidence.length > 0 && { evidence }) }
}
