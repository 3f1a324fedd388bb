import type { PageEntry } from '../../nav/entry'

export const pages: readonly PageEntry[] = [
  { path: 'issues', title: 'issues', group: 'goals', need: ['issue.read'], order: 60, words: ['issues'], load: () => import('./IssuesPage') },
  { path: 'issues/:id', title: 'issues', group: 'goals', need: ['issue.read'], hidden: true, load: () => import('../../register/OpenInList') },
  { path: 'leader-desk', title: 'leaderDesk', group: 'goals', need: ['issue.decide'], order: 61, words: ['issues', 'tasks'], load: () => import('./DeskPage') },
]
