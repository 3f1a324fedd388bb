import type { KeyItem } from '../types'
import { columns, isRef, refKeys, type ColumnKey, type RefKey } from './columns'

export type Cells = Record<ColumnKey, string>

/** How a row stands with the server. */
export type RowState = 'blank' | 'saved' | 'waiting' | 'saving' | 'refused' | 'unsent'

/** One row of the sheet: what is written in it, and what the server knows of it. */
export interface Row {
  key: string
  id?: string
  version?: number
  line?: number
  text: Cells
  /** Ids of the people and the unit named, where the name was recognised. */
  ids: Partial<Record<RefKey, string>>
  state: RowState
  /** What is wrong in a cell: unreadable here, or refused by the server. */
  faults: Partial<Record<ColumnKey, string>>
  /** Refused for a reason that is no cell's. */
  fault?: string
  /** Names still being looked up. */
  looking: number
}

export const noText = Object.fromEntries(columns.map((column) => [column.key, ''])) as Cells

let made = 0

/** A new row, not yet on the server. */
export const blankRow = (): Row => ({ key: `new-${++made}`, text: noText, ids: {}, state: 'blank', faults: {}, looking: 0 })

/** Whether nothing is written in the row. */
export const isBlank = (row: Row) => columns.every(({ key }) => row.text[key] === '')

/** The row of an item on the server. */
export function rowOf(item: KeyItem, key = item.id): Row {
  return {
    key, id: item.id, version: item.version, line: item.line, state: 'saved', faults: {}, looking: 0,
    text: {
      title: item.title, measure: item.measure, plan: item.plan ?? '', plan_unit: item.plan_unit ?? '', weight: item.weight,
      due_on: item.due_on, lead: item.lead?.name ?? '', unit: item.unit?.name ?? '', person: item.person?.name ?? '', origin: item.origin ?? '',
    },
    ids: { lead: item.lead?.id, unit: item.unit?.id, person: item.person?.id },
  }
}

/** The body the API is sent. A name that was not recognised is not sent: its cell says so. */
export function bodyOf(row: Row): Record<string, string> {
  const out: Record<string, string> = {}
  for (const { key } of columns) {
    const value = isRef(key) ? row.ids[key] : row.faults[key] === undefined ? row.text[key] : ''
    if (value) out[key] = value
  }
  return out
}

/** Whether two rows would be sent alike. */
export const sameBody = (a: Row, b: Row) => JSON.stringify(bodyOf(a)) === JSON.stringify(bodyOf(b))

/** Whether every cell can be read; a row is not sent with a figure or a day that nobody can read. */
export const isReadable = (row: Row) => columns.every(({ key }) => isRef(key) || row.faults[key] === undefined)

/** Names written in a row that stand for nobody yet. */
export const unknownNames = (row: Row) => refKeys.filter((key) => row.text[key] !== '' && !row.ids[key])
