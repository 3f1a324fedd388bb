import type { PageEntry } from '../../nav/entry'

export const pages: readonly PageEntry[] = [
  { path: 'people', title: 'people', group: 'people', need: ['people.find'], order: 10, words: ['people'], load: () => import('./PeoplePage') },
]
