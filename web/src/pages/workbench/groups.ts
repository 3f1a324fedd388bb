import type { BenchGroup, BenchPart, BenchRow } from './types'

/** Groups of a part, the one whose first clock runs out first on top; groups without clocks keep the server's order below. */
export function groupsOf(part: BenchPart): BenchGroup[] {
  return part.groups
    .map((group, place) => ({ group, place, first: firstDue(group.rows) }))
    .sort((a, b) => (a.first ?? '9').localeCompare(b.first ?? '9') || a.place - b.place)
    .map(({ group }) => group)
}

const firstDue = (rows: readonly BenchRow[]) => rows.map((row) => row.due_on).filter((day) => day !== undefined).sort()[0]

/** An address of the API below the zone as a page's: the pages are called like the lists they show. */
export const pageOf = (link: string) => link.replace(/^\/+/, '')
