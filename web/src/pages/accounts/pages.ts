import type { PageEntry } from '../../nav/entry'

export const pages: readonly PageEntry[] = [
  { path: 'system/accounts', title: 'accounts', group: 'system', need: ['account.read'], order: 10, words: ['accounts'], load: () => import('./AccountsPage') },
  { path: 'system/permissions', title: 'permissions', group: 'system', need: ['account.read', 'audit.search'], order: 20, words: ['accounts'], load: () => import('./PermissionsPage') },
]
