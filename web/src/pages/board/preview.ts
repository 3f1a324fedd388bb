import type { PublicGroup } from '../public/types'
import type { Board, Colour } from './types'

/** What a publication would show of a board as it stands: items and units, nobody's name. */
export function previewOf(board: Board, title: (of: Colour) => string): PublicGroup[] {
  const group = (key: 'red' | 'yellow'): PublicGroup => ({
    key,
    title: { zh: title(key), en: title(key) },
    rows: (board.items ?? []).filter((item) => item.final === key || (item.was === key && item.final !== key))
      .map((item) => ({ item: item.title, unit: item.unit?.name, corrected_on: item.corrected_on })),
  })
  return [group('red'), group('yellow')]
}

/** How many items stand on each colour, as computed and in the end. */
export function countsOf(board: Board): Record<Colour, { computed: number; final: number }> {
  const out = { red: { computed: 0, final: 0 }, yellow: { computed: 0, final: 0 }, none: { computed: 0, final: 0 } }
  for (const item of board.items ?? []) {
    out[item.computed].computed++
    out[item.final].final++
  }
  return out
}
