/**
 * Every address and permission name the shell itself relies on, in one place.
 * Paths are under /api/v1; those of a zone are made by {@link zonePath}.
 */
export const paths = {
  start: '/start',
  session: '/session',
  setup: '/setup',
  zones: '/zones',
  demoAccounts: '/demo/accounts',
  demoSession: '/demo/session',
  demoClock: '/demo/clock',
} as const

/** Path of something of a zone: zonePath('leiyang', 'board/months') → /zones/leiyang/board/months. */
export const zonePath = (slug: string, path: string) => `/zones/${encodeURIComponent(slug)}/${path}`

/** Paths of the shell under a zone. */
export const zonePaths = {
  notices: 'notifications',
  readNotice: (id: string) => `notifications/${id}/actions/read`,
  files: 'files',
}

/** How any register's neighbours are called, given the register's own path. */
export const registerPaths = {
  record: (path: string, id: string) => `${path}/${id}`,
  act: (path: string, id: string, action: string) => `${path}/${id}/actions/${action}`,
  preview: (path: string, id: string, action: string) => `${path}/${id}/actions/${action}/preview`,
  history: (_path: string, id: string) => `history/${id}`,
  export: (path: string) => `${path}/export`,
  template: (path: string) => `${path}/template`,
  import: (path: string) => `${path}/actions/import`,
}
