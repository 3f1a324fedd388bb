import { columns } from './columns'

/** A place in the sheet. */
export interface Place {
  row: number
  column: number
}

/** A rectangle of cells, both ends inside. */
export interface Range {
  from: Place
  to: Place
}

const within = (n: number, last: number) => Math.max(0, Math.min(last, n))

/** The place some rows and columns away, kept inside a sheet of so many rows. */
export const moved = (at: Place, rows: number, down: number, right: number): Place => ({
  row: within(at.row + down, rows - 1),
  column: within(at.column + right, columns.length - 1),
})

/** The next cell as Tab goes: along the row, then on to the next one; undefined where the sheet ends. */
export function tabbed(at: Place, rows: number, back: boolean): Place | undefined {
  const n = at.row * columns.length + at.column + (back ? -1 : 1)
  if (n < 0 || n >= rows * columns.length) return undefined
  return { row: Math.floor(n / columns.length), column: n % columns.length }
}

/** The rectangle between two places. */
export const rangeOf = (a: Place, b: Place): Range => ({
  from: { row: Math.min(a.row, b.row), column: Math.min(a.column, b.column) },
  to: { row: Math.max(a.row, b.row), column: Math.max(a.column, b.column) },
})

export const inRange = (range: Range, row: number, column: number) =>
  row >= range.from.row && row <= range.to.row && column >= range.from.column && column <= range.to.column

/** Cells as Excel takes them from the clipboard: quoted where they hold tabs, quotes or line breaks. */
export const clipText = (cells: readonly (readonly string[])[]) =>
  cells.map((row) => row.map((cell) => (/[\t\n\r"]/.test(cell) ? `"${cell.replace(/"/g, '""')}"` : cell)).join('\t')).join('\n')
