import type { PageEntry } from '../../nav/entry'

export const pages: readonly PageEntry[] = [
  { path: 'org/structure', title: 'structure', group: 'org', need: ['org.read'], order: 10, words: ['org'], load: () => import('./StructurePage') },
  { path: 'org/units', title: 'units', group: 'org', need: ['org.read'], order: 20, words: ['org'], load: () => import('./UnitsPage') },
  { path: 'org/posts', title: 'posts', group: 'org', need: ['org.read'], order: 30, words: ['org'], load: () => import('./PostsPage') },
]
