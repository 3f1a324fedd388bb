/** Shapes every operation of the API shares. Generated shapes of single operations are in schema.d.ts. */

/** One zone, company group or city the account may work in. */
export interface Zone {
  id: number | string
  slug: string
  name_zh: string
  name_en: string
}

/** A person, unit or other record named in a row. */
export interface Ref {
  id: string
  name: string
}

/** Who is logged in, where, and what the server would allow there: `actions` decides the menu. */
export interface Session {
  account: Ref
  login?: string
  person?: string
  unit?: Ref
  zone: Zone
  /** Zones a city supervisor may enter, beside the own one. */
  zones?: Zone[]
  /** The own zone, when another is looked at. */
  home?: Zone
  roles: string[]
  factors: number
  actions: string[]
  demo: boolean
  now?: string
  ends?: string
  idle_minutes?: number
  /** What must be done before anything else: change-password, bind-factor. */
  todo?: string[]
}

/** One demo account: a role, and in a line what this person does today. */
export interface DemoAccount {
  role: string
  zone: string
  name?: string
  login: string
  title_zh: string
  title_en: string
  today_zh: string
  today_en: string
}

/** An action a record offers this person now; when not allowed, `why` says which rule stands in the way. */
export interface Action {
  name: string
  allowed: boolean
  why?: string
}

/** A page of a list. `total` and `totals` count the whole filtered list, exactly. */
export interface Page<Row> {
  items: Row[]
  next?: string | null
  total?: number
  totals?: Record<string, string | number>
}

/** What every record has beside its own fields. */
export interface RecordBase {
  id: string
  version?: number
  actions?: Action[]
}

/** One ledger entry of a record's history. */
export interface LedgerEntry {
  seq: number | string
  at: string
  actor: string
  action: string
  action_zh?: string
  action_en?: string
  reason?: string
  detail?: unknown
}

/** One field's fault inside a problem. */
export interface FieldFault {
  location?: string
  code: string
  message: string
  rule?: string
}

/** RFC 9457 problem as the API writes it. */
export interface ProblemBody {
  type?: string
  title: string
  status: number
  code: string
  detail?: string
  rule?: string
  errors?: FieldFault[]
}

/** A list that names both languages picks one with {@link pick}. */
export type Bilingual<Name extends string> = { [K in `${Name}_zh` | `${Name}_en`]?: string }

/** The text of a two-language field in the language shown; Chinese where English is missing. */
export function pick<Name extends string>(of: Bilingual<Name>, name: Name, language: string): string {
  const texts = of as Record<string, string | undefined>
  const zh = texts[`${name}_zh`] ?? ''
  return language.startsWith('en') ? (texts[`${name}_en`] || zh) : zh
}
