import type { components } from '../../api/schema'

/** Shapes of strike-off lists as openapi.json says them. */
export type Issue = components['schemas']['Issue']
export type IssueCount = components['schemas']['IssueCount']
export type Desk = components['schemas']['Desk']

/** Paths of issues under the zone. */
export const issuePaths = { all: 'issues', counts: 'issue-counts', desk: 'leader-desk' }

/** What changes with an issue. */
export const issueRefresh = ['issues', 'issue-counts', 'leader-desk', 'projects', 'meetings', 'tasks', 'workbench', 'history']
