import type { PageEntry } from '../../nav/entry'

export const pages: readonly PageEntry[] = [
  { path: 'workbench', title: 'workbench', group: 'me', need: [], order: 1, words: ['workbench'], load: () => import('./WorkbenchPage') },
]
