import type { components } from '../../api/schema'

type Shapes = components['schemas']

/** Shapes of attendance as openapi.json says them. */
export type Punch = Shapes['PunchView']
export type PunchImport = Shapes['PunchImport']
export type Batch = Shapes['PunchBatch']
export type Difference = Shapes['PunchDifference']
export type Leave = Shapes['AttendanceRequest']
export type Month = Shapes['AttendanceMonth']
export type Result = Shapes['AttendanceResult']
export type Day = Shapes['AttendanceDay']

/** Paths of attendance under the zone. */
export const attendancePaths = {
  punches: 'punches',
  import: 'punches/actions/import',
  imports: 'punch-imports',
  differences: 'punch-differences',
  requests: 'attendance-requests',
  months: 'attendance-months',
  month: (month: string) => `attendance-months/${month}`,
  act: (month: string, action: string) => `attendance-months/${month}/actions/${action}`,
  results: (month: string) => `attendance-months/${month}/results`,
  result: (month: string, person: string) => `attendance-months/${month}/results/${person}`,
  export: (month: string) => `attendance-months/${month}/export`,
}

/** What changes with attendance. */
export const attendanceRefresh = ['punches', 'punch-imports', 'punch-differences', 'attendance-requests', 'attendance-months', 'workbench']
