import type { PageEntry } from '../../nav/entry'

export const pages: readonly PageEntry[] = [
  { path: 'rules', title: 'rules', group: 'rules', need: ['rules.read'], order: 10, words: ['rules'], load: () => import('./LibraryPage') },
  { path: 'workflow-runs', title: 'runs', group: 'rules', need: ['workflow.read', 'workflow.step'], order: 20, words: ['rules'], load: () => import('./RunsPage') },
  { path: 'workflow-runs/:id', title: 'runs', group: 'rules', need: ['workflow.read', 'workflow.step'], hidden: true, words: ['rules'], load: () => import('./RunPage') },
  { path: 'requests', title: 'requests', group: 'rules', need: ['request.read'], order: 30, words: ['rules'], load: () => import('./RequestsPage') },
  { path: 'topics', title: 'topics', group: 'rules', need: ['topic.read'], order: 40, words: ['rules'], load: () => import('./TopicsPage') },
  { path: 'agendas', title: 'agendas', group: 'rules', need: ['meeting.read'], order: 50, words: ['rules'], load: () => import('./AgendasPage') },
  { path: 'rules/:id', title: 'rules', group: 'rules', need: ['rules.read'], hidden: true, load: () => import('../../register/OpenInList') },
  { path: 'requests/:id', title: 'requests', group: 'rules', need: ['request.read'], hidden: true, load: () => import('../../register/OpenInList') },
  { path: 'topics/:id', title: 'topics', group: 'rules', need: ['topic.read'], hidden: true, load: () => import('../../register/OpenInList') },
  { path: 'agendas/:id', title: 'agendas', group: 'rules', need: ['meeting.read'], hidden: true, load: () => import('../../register/OpenInList') },
]
