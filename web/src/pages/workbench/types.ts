import type { components } from '../../api/schema'

/** Shapes of the workbench as openapi.json says them. */
export type Bench = components['schemas']['Bench']
export type BenchPart = components['schemas']['BenchPart']
export type BenchGroup = components['schemas']['BenchGroup']
export type BenchRow = components['schemas']['BenchRow']
