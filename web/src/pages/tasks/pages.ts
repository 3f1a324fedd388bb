import type { PageEntry } from '../../nav/entry'

const words = ['tasks']

export const pages: readonly PageEntry[] = [
  { path: 'tasks', title: 'tasks', group: 'goals', need: ['tasks.read'], order: 30, words, load: () => import('./TasksPage') },
  { path: 'tasks/:id', title: 'tasks', group: 'goals', need: ['tasks.read'], hidden: true, words, load: () => import('./TaskPage') },
  { path: 'task-matrix', title: 'taskMatrix', group: 'goals', need: ['tasks.read'], order: 31, words, load: () => import('./MatrixPage') },
  { path: 'supervised-tasks', title: 'supervised', group: 'goals', need: ['tasks.supervise'], order: 32, words, load: () => import('./SupervisedPage') },
  { path: 'supervision-orders', title: 'orders', group: 'goals', need: ['tasks.read'], order: 33, words, load: () => import('./OrdersPage') },
  { path: 'supervision-orders/:id', title: 'orders', group: 'goals', need: ['tasks.read'], hidden: true, load: () => import('../../register/OpenInList') },
  { path: 'task-extensions', title: 'extensions', group: 'goals', need: ['tasks.extend'], order: 34, words, load: () => import('./ExtensionsPage') },
  { path: 'campaigns', title: 'campaigns', group: 'goals', need: ['tasks.read'], order: 35, words, load: () => import('./CampaignsPage') },
  { path: 'load', title: 'load', group: 'goals', need: ['load.read'], order: 36, words, load: () => import('./LoadPage') },
]
