import { useMemo } from 'react'
import { useZoneQuery } from '../../api/query'
import { taskPaths, type Grid } from './types'
import type { Layers } from './taskForms'

/** Layers of the zone's scheme; the matrix names them. */
export function useLayers(): Layers {
  const asked = useZoneQuery<Grid>(taskPaths.matrix)
  return useMemo(() => Object.fromEntries((asked.data?.layers ?? []).filter((row) => row.layer).map((row) => [row.layer, row.name])), [asked.data])
}
