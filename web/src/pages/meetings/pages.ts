import type { PageEntry } from '../../nav/entry'

const words = ['meetings', 'issues', 'tasks']

export const pages: readonly PageEntry[] = [
  { path: 'meetings', title: 'meetings', group: 'goals', need: ['meeting.read'], order: 50, words, load: () => import('./MeetingsPage') },
  { path: 'meetings/:id', title: 'meetings', group: 'goals', need: ['meeting.read'], hidden: true, words, load: () => import('./MeetingPage') },
  { path: 'projects', title: 'projects', group: 'goals', need: ['meeting.read'], order: 51, words, load: () => import('./ProjectsPage') },
  { path: 'projects/:id', title: 'projects', group: 'goals', need: ['meeting.read'], hidden: true, words, load: () => import('./ProjectPage') },
]
