import type { PageEntry } from '../../nav/entry'

export const pages: readonly PageEntry[] = [
  { path: 'workbench', title: 'workbench', group: 'me', need: [], order: 1, words: ['me'], load: () => import('./WorkbenchPage') },
  { path: 'security', title: 'security', group: 'me', need: [], order: 90, words: ['security'], load: () => import('./SecurityPage') },
]
