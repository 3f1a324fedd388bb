import type { PageEntry } from '../../nav/entry'

export const pages: readonly PageEntry[] = [
  { path: 'boards', title: 'boards', group: 'board', need: ['board.read'], order: 10, words: ['board'], load: () => import('./BoardsPage') },
  { path: 'rectifications', title: 'rectifications', group: 'board', need: ['rectification.read'], order: 20, words: ['board'], load: () => import('./RectificationsPage') },
  { path: 'rectifications/:id', title: 'rectifications', group: 'board', need: ['rectification.read'], hidden: true, words: ['board'], load: () => import('./RectificationPage') },
  { path: 'own-sheet', title: 'ownSheet', group: 'board', need: ['board.read'], order: 30, words: ['board'], load: () => import('./OwnSheetPage') },
  { path: 'works/:id', title: 'boards', group: 'board', need: ['board.read'], hidden: true, words: ['board'], load: () => import('./WorkPage') },
  { path: 'boards/:id', title: 'boards', group: 'board', need: ['board.read'], hidden: true, words: ['board'], load: () => import('./BoardPage') },
  { path: 'boards/:id/poster', title: 'boards', group: 'board', need: ['board.read'], hidden: true, bare: true, words: ['board'], load: () => import('./PosterPage') },
]
