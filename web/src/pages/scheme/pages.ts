import type { PageEntry } from '../../nav/entry'

export const pages: readonly PageEntry[] = [
  { path: 'scheme', title: 'scheme', group: 'rules', need: ['scheme.read'], order: 5, words: ['scheme'], load: () => import('./SchemePage') },
  { path: 'scheme/propose', title: 'scheme', group: 'rules', need: ['scheme.propose'], hidden: true, words: ['scheme'], load: () => import('./ProposePage') },
  { path: 'scheme/:id', title: 'scheme', group: 'rules', need: ['scheme.read'], hidden: true, words: ['scheme'], load: () => import('./SchemePage') },
]
