import type { Display, PublicRow } from '../public/types'

/** Rows that can be read at five metres on one page. */
export const rowsAtOnce = 6

/** One page of the wall. */
export type Slide =
  | { kind: 'board'; key: 'red' | 'yellow'; rows: PublicRow[]; part: number; of: number }
  | { kind: 'months' }
  | { kind: 'rectifications' }

/** The pages of the wall: the red board first, long boards on several pages, then the months and the rectifications. */
export function slidesOf(display: Display): Slide[] {
  const out: Slide[] = []
  for (const group of display.board?.groups ?? []) {
    const of = Math.max(1, Math.ceil(group.rows.length / rowsAtOnce))
    for (let part = 0; part < of; part++) {
      out.push({ kind: 'board', key: group.key as 'red' | 'yellow', rows: group.rows.slice(part * rowsAtOnce, (part + 1) * rowsAtOnce), part: part + 1, of })
    }
  }
  if (display.months.length > 0) out.push({ kind: 'months' })
  if (display.rectifications.length > 0) out.push({ kind: 'rectifications' })
  return out
}
