import type { components } from '../../api/schema'

type Shapes = components['schemas']

/** Shapes of tasks as openapi.json says them. */
export type Task = Shapes['Work']
export type Report = Shapes['WorkReport']
export type Checkpoint = Shapes['WorkCheckpoint']
export type Extension = Shapes['AskedExtension']
export type Order = Shapes['SupervisionOrder']
export type Campaign = Shapes['Campaign']
export type Grid = Shapes['WorkGrid']
export type LoadTable = Shapes['LoadTable']
export type PersonLoad = Shapes['PersonLoad']
export type TaskEvent = Shapes['WorkEvent']

/** Paths of tasks under the zone. */
export const taskPaths = {
  all: 'tasks',
  events: (id: string) => `tasks/${id}/events`,
  verify: (report: string) => `task-reports/${report}/actions/verify`,
  score: (point: string) => `checkpoints/${point}/actions/score`,
  matrix: 'task-matrix',
  supervised: 'supervised-tasks',
  extensions: 'task-extensions',
  decide: (id: string, action: string) => `task-extensions/${id}/actions/${action}`,
  orders: 'supervision-orders',
  document: (id: string) => `supervision-orders/${id}/document`,
  campaigns: 'campaigns',
  load: 'load',
}

/** What changes with a task. */
export const taskRefresh = ['tasks', 'task-matrix', 'supervised-tasks', 'task-extensions', 'supervision-orders', 'campaigns', 'load', 'workbench', 'facts', 'history']
