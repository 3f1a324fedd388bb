import type { ReactNode } from 'react'

/** How a value is entered. Money is typed in yuan and sent as integer fen; decimals are sent as text. */
export type FieldKind =
  | 'text' | 'area' | 'integer' | 'decimal' | 'money' | 'date' | 'month' | 'instant'
  | 'enum' | 'enums' | 'tags' | 'remote' | 'bool' | 'files' | 'rows' | 'custom'

/** One field of a form. Texts are keys of the form's dictionary. */
export interface FieldSpec {
  name: string
  kind: FieldKind
  /** Key of the label; `fields.{name}` when left out. */
  label?: string
  /** Key of the rule written under the field. */
  rule?: string
  required?: boolean
  /** Values of an enum; their words are under the dictionary's `{words}.{value}`. */
  options?: readonly string[]
  words?: string
  /** Words of an enum whose values are the zone's own, where no dictionary knows them. */
  labels?: Readonly<Record<string, string>>
  /** Path under the zone that answers a list of {id, name} for `remote`, asked with ?q=. */
  path?: string
  /** Shown only when this holds for the values typed so far. */
  when?: (values: Record<string, unknown>) => boolean
  /** Files sent as proofs that keep their names, {file, text}, instead of ids. */
  proof?: boolean
  /** Columns of a `rows` field. */
  rows?: readonly FieldSpec[]
  /** Input of a `custom` field; gets value and onChange. */
  input?: ReactNode
  maxLength?: number
  /** Value the form opens with. */
  initial?: unknown
}

/** A form: one column of fields and where their values go. */
export interface FormSpec {
  /** Name drafts are kept under: "works.contract.new". */
  name: string
  /** Dictionary of its texts. */
  words: string
  /** Key of the title. */
  title: string
  /** Key of a sentence above the first field. */
  intro?: string
  fields: readonly FieldSpec[]
  /** Key of the button; "save" otherwise. */
  ok?: string
  /** Makes the body the API wants out of the fields' values, where it is not simply these. */
  send?: (body: Values) => Values
}

/** Values of a form. */
export type Values = Record<string, unknown>
