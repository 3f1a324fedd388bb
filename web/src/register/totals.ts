import type { Page } from '../api/types'
import { exactSum } from '../ui/format'
import type { ColumnSpec } from './spec'

/** Totals of a list, by field. */
export interface Totals {
  /** They count everything the filters let through, not only the rows on this page. */
  whole: boolean
  of: Record<string, string | number>
}

/**
 * The totals row: the server's sums over everything filtered where it gives
 * them; otherwise the exact sum of the rows at hand, said to be of this page
 * unless this page is all there is.
 */
export function totalsOf(columns: readonly ColumnSpec[], page: Page<object>, number: number): Totals | undefined {
  const summed = columns.filter((column) => column.total)
  if (summed.length === 0) return undefined
  if (page.totals) return { whole: true, of: page.totals }
  const of: Record<string, string> = {}
  for (const { field } of summed) {
    of[field] = exactSum(page.items.map((row) => (row as Record<string, string | number>)[field]))
  }
  return { whole: number === 1 && !page.next, of }
}
