import type { components } from '../../api/schema'

type Schemas = components['schemas']
export type Entry = Schemas['LedgerEntry']
export type State = Schemas['LedgerState']
export type Checkpoint = Schemas['CheckpointView']
export type Verification = Schemas['Verification']
export type InclusionProof = Schemas['InclusionProof']
export type ConsistencyProof = Schemas['ConsistencyProof']

/** Paths of the ledger under the zone. */
export const ledgerPaths = {
  state: 'ledger',
  entries: 'ledger/entries',
  entry: (id: string) => `ledger/entries/${id}`,
  checkpoints: 'ledger/checkpoints',
  consistency: 'ledger/consistency',
  verify: 'ledger/actions/verify',
  export: 'ledger/export',
}
