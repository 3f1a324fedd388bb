import type { PageEntry } from '../../nav/entry'

export const pages: readonly PageEntry[] = [
  { path: 'rules/library', title: 'rules', group: 'rules', need: ['rules.read'], order: 10, words: ['rules'], load: () => import('./LibraryPage') },
  { path: 'rules/runs', title: 'runs', group: 'rules', need: ['workflow.read', 'workflow.step'], order: 20, words: ['rules'], load: () => import('./RunsPage') },
  { path: 'rules/runs/:id', title: 'runs', group: 'rules', need: ['workflow.read', 'workflow.step'], hidden: true, words: ['rules'], load: () => import('./RunPage') },
  { path: 'rules/requests', title: 'requests', group: 'rules', need: ['request.read'], order: 30, words: ['rules'], load: () => import('./RequestsPage') },
  { path: 'rules/topics', title: 'topics', group: 'rules', need: ['topic.read'], order: 40, words: ['rules'], load: () => import('./TopicsPage') },
  { path: 'rules/agendas', title: 'agendas', group: 'rules', need: ['meeting.read'], order: 50, words: ['rules'], load: () => import('./AgendasPage') },
]
