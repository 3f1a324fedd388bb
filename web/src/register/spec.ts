import type { ReactNode } from 'react'
import type { RecordBase } from '../api/types'
import type { FormSpec } from '../form/spec'
import type { MoneyUnit } from '../ui/format'

/** How a value is shown. */
export type ShowKind =
  | 'text' | 'integer' | 'decimal' | 'percent' | 'money' | 'date' | 'month' | 'instant'
  | 'enum' | 'bool' | 'clock' | 'files' | 'name' | 'ref'

/** One column of a register, or one line of its detail. Texts are keys of the register's dictionary. */
export interface ColumnSpec<Row = any> {
  field: string
  kind?: ShowKind
  /** Key of the title; `fields.{field}` when left out. */
  label?: string
  width?: number
  /** The API sorts by it: ?sort=field or ?sort=-field. */
  sortable?: boolean
  /** Not shown until chosen in the column chooser. */
  off?: boolean
  /** Unit of a money column whose figures are compared; chosen by size for each figure otherwise. */
  unit?: MoneyUnit
  /** Summed in the totals row, exactly. */
  total?: boolean
  /** Words of an enum are under `{words}.{value}`; the field's name when left out. */
  words?: string
  render?: (row: Row) => ReactNode
  /** Shown as the card's title on a phone; the first column otherwise. */
  lead?: boolean
}

/** One filter; its value lives in the address under its name. */
export interface FilterSpec {
  name: string
  kind: 'text' | 'enum' | 'bool' | 'date' | 'month' | 'remote'
  label?: string
  options?: readonly string[]
  words?: string
  /** Words of options that are the zone's own, where no dictionary knows them. */
  labels?: Readonly<Record<string, string>>
  path?: string
  /** Value used when the address says nothing. */
  initial?: string
}

/** How an action offered by a record is given. An action without an entry is one POST without a body. */
export interface ActSpec<Row> {
  /** Asks for a reason; `preview` shows first who is affected. */
  adverse?: boolean
  preview?: boolean
  /** Key of the sentence saying what follows. */
  consequence?: string
  /** Asked once more before it is done, with the consequence; nothing to fill in. */
  sure?: boolean
  form?: FormSpec | ((row: Row) => FormSpec)
  /** Sent as PUT to the record itself, not as a POST to the action. */
  put?: boolean
  primary?: boolean
  /** Opens a page of the zone instead. */
  go?: (row: Row) => string
  /** Page of the zone opened afterwards, from the answer. */
  then?: (answer: any) => string
  /** Told of the answer, where it holds what is shown once. */
  done?: (answer: any) => void
}

/** A register: from the room's list to its screen. */
export interface RegisterSpec<Row extends RecordBase = any> {
  /** "works.contracts": columns chosen and drafts are remembered under it. */
  name: string
  /** Dictionary of its texts. */
  words: string
  /** Key of the title. */
  title: string
  /** Key of a sentence under the title: what this register is for, by which rule. */
  intro?: string
  /** Path of the records under the zone. */
  path: string
  /** Values its forms open with; the record's own when left out. */
  inputs?: (row: Row) => Record<string, unknown>
  /** Path of the list, where it is another one. */
  list?: string
  /** Further paths whose answers change with a record. */
  refresh?: readonly string[]
  /** What tells rows apart that have no id; such rows open nothing. */
  keyOf?: (row: Row) => string
  /** Page of the zone that shows a record; a drawer does otherwise. */
  page?: (row: Row) => string
  columns: readonly ColumnSpec<Row>[]
  filters?: readonly FilterSpec[]
  /** Sort when the address says nothing. */
  sort?: string
  /** The new-record form and the action that allows it. */
  create?: { form: FormSpec; need: string; done?: (answer: any) => void }
  acts?: Record<string, ActSpec<Row>>
  /** Lines of the detail; all columns when left out. */
  detail?: readonly ColumnSpec<Row>[]
  /** Further tabs of the detail. */
  tabs?: readonly { key: string; label: string; render: (row: Row) => ReactNode }[]
  /** Text naming a record in the drawer's title. */
  nameOf?: (row: Row) => string
  /** Lists are exported as xlsx unless this is false. */
  export?: boolean
  /** Action that allows importing; none: no import. */
  import?: string
  /** An import is a decision that needs a reason. */
  importReason?: boolean
  /** The list is short and answered whole: it is not asked page by page. */
  whole?: boolean
  /** Rows whose record this person may open; all when left out. */
  opens?: (row: Row) => boolean
  /** False where the room keeps no readable history. */
  history?: boolean
}
