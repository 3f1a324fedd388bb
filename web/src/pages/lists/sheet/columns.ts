import { pastedDate } from '../../../form/paste'
import { parseDecimal } from '../../../ui/format'

/** Columns of the sheet, in the order of the import template, so that rows copied from it fit. */
export const columns = [
  { key: 'title', kind: 'text', width: 176, must: true },
  { key: 'measure', kind: 'text', width: 222 },
  { key: 'plan', kind: 'decimal', width: 76 },
  { key: 'plan_unit', kind: 'text', width: 64 },
  { key: 'weight', kind: 'decimal', width: 56 },
  { key: 'due_on', kind: 'date', width: 104 },
  { key: 'lead', kind: 'leader', width: 84 },
  { key: 'unit', kind: 'unit', width: 128 },
  { key: 'person', kind: 'person', width: 84 },
  { key: 'origin', kind: 'text', width: 96 },
] as const satisfies readonly { key: string; kind: string; width: number; must?: boolean }[]

export type Column = (typeof columns)[number]
export type ColumnKey = Column['key']
/** Columns that name a person or a unit. */
export type RefKey = 'lead' | 'unit' | 'person'

export const refKeys: readonly RefKey[] = ['lead', 'unit', 'person']
export const isRef = (key: ColumnKey): key is RefKey => (refKeys as readonly string[]).includes(key)

/** What is typed into a cell, written as the sheet shows it; undefined when it cannot be read. */
export function readCell(column: Column, text: string, month: string): string | undefined {
  const plain = text.trim()
  if (plain === '' || column.kind === 'text') return plain
  if (column.kind === 'decimal') {
    const figures = plain.replace(/[,，\s]/g, '')
    return parseDecimal(figures) ? figures : undefined
  }
  if (column.kind === 'date') return readDay(plain, month)
  return plain
}

/** A day as people type it in a month's list: 2019-12-08, 12/8, 12月8日, or 8. */
export function readDay(text: string, month: string): string | undefined {
  const whole = pastedDate(text)
  if (whole && whole.length === 10) return real(whole)
  const [year = '', listMonth = ''] = month.split('-')
  const short = /^(?:(\d{1,2})[-/.月])?(\d{1,2})日?$/.exec(text)
  if (!short) return undefined
  return real(`${year}-${(short[1] ?? listMonth).padStart(2, '0')}-${short[2]!.padStart(2, '0')}`)
}

/** The day if the calendar has it. */
function real(day: string): string | undefined {
  const at = new Date(day + 'T00:00:00Z')
  return Number.isNaN(at.getTime()) || at.toISOString().slice(0, 10) !== day ? undefined : day
}
