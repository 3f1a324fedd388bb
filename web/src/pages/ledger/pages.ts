import type { PageEntry } from '../../nav/entry'

export const pages: readonly PageEntry[] = [
  { path: 'system/ledger', title: 'ledger', group: 'system', need: ['audit.search', 'ledger.read'], order: 5, words: ['ledger', 'acts'], load: () => import('./LedgerPage') },
]
