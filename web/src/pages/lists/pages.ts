import type { PageEntry } from '../../nav/entry'

export const pages: readonly PageEntry[] = [
  { path: 'goals/lists', title: 'lists', group: 'goals', need: ['goals.read'], order: 10, words: ['lists'], load: () => import('./ListsPage') },
  { path: 'goals/lists/:id', title: 'lists', group: 'goals', need: ['goals.read'], hidden: true, words: ['lists'], load: () => import('./ListPage') },
]
