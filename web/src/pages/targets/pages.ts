import type { PageEntry } from '../../nav/entry'

export const pages: readonly PageEntry[] = [
  { path: 'goals/targets', title: 'targets', group: 'goals', need: ['goals.read'], order: 20, words: ['targets'], load: () => import('./TargetsPage') },
]
