import type { PageEntry } from '../../nav/entry'

export const pages: readonly PageEntry[] = [
  { path: 'security', title: 'security', group: 'me', need: [], order: 90, words: ['security'], load: () => import('./SecurityPage') },
]
