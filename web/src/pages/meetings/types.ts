import type { components } from '../../api/schema'

/** Shapes of meetings as openapi.json says them. */
export type Meeting = components['schemas']['Meeting']
export type Decision = components['schemas']['Decision']
export type Project = components['schemas']['Project']
export type Week = components['schemas']['ProjectWeek']

/** Paths of meetings under the zone. */
export const meetingPaths = {
  all: 'meetings',
  document: (id: string) => `meetings/${id}/document`,
  drop: (decision: string) => `decisions/${decision}/actions/drop`,
  projects: 'projects',
  weeks: (id: string) => `projects/${id}/weeks`,
}

/** What changes with a meeting. */
export const meetingRefresh = ['meetings', 'projects', 'issues', 'tasks', 'workbench', 'history']
