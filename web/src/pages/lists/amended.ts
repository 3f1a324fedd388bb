import { useZoneQuery } from '../../api/query'
import type { Page } from '../../api/types'
import type { Amendment, KeyItem, KeyList, Ref } from './types'

/** An item as an amendment froze it. */
interface Frozen {
  title: string
  measure: string
  weight: string
  due_on: string
  plan?: string
  lead?: string | null
  unit?: string | null
  person?: string | null
}

/** Fields of an item that an amendment may change, in the order they are shown. */
export const amendable = ['title', 'measure', 'plan', 'weight', 'due_on', 'lead', 'unit', 'person'] as const
export type Amendable = (typeof amendable)[number]

/** What an amendment did to one field. */
export interface FieldChange {
  field: Amendable
  before: string
  after: string
}

const noId = '00000000-0000-0000-0000-000000000000'

function read(text: string | undefined): Frozen | undefined {
  try {
    return text ? (JSON.parse(text) as Frozen) : undefined
  } catch {
    return undefined
  }
}

/** What each amendment changed, field by field, people and units by their names. */
export function changesOf(amendment: Amendment, name: (id: string) => string): FieldChange[] {
  const before = read(amendment.before)
  const after = read(amendment.after)
  if (!before || !after) return []
  const say = (of: Frozen, field: Amendable) => {
    const value = of[field]
    if (!value || value === noId) return ''
    return field === 'lead' || field === 'unit' || field === 'person' ? name(value) : value
  }
  return amendable.map((field) => ({ field, before: say(before, field), after: say(after, field) })).filter((one) => one.before !== one.after)
}

/** Item's title as an amendment froze it. */
export const titleOf = (amendment: Amendment) => read(amendment.after)?.title ?? read(amendment.before)?.title ?? ''

/** The value of every changed field as it was first issued, by item. */
export function issuedValues(list: KeyList, name: (id: string) => string): Map<string, Partial<Record<Amendable, string>>> {
  const out = new Map<string, Partial<Record<Amendable, string>>>()
  const inOrder = [...(list.amendments ?? [])].sort((a, b) => (a.id < b.id ? -1 : 1))
  for (const amendment of inOrder) {
    if (amendment.kind !== 'change') continue
    const first = out.get(amendment.item) ?? {}
    for (const { field, before } of changesOf(amendment, name)) first[field] ??= before
    out.set(amendment.item, first)
  }
  return out
}

/** Whether an item was added, changed or withdrawn after the issue. */
export function amendmentOf(list: KeyList, item: KeyItem): Amendment['kind'] | undefined {
  const kinds = list.amendments?.filter((one) => one.item === item.id).map((one) => one.kind) ?? []
  if (item.status === 'withdrawn') return 'withdraw'
  return kinds.includes('add') ? 'add' : kinds[0]
}

/** Names of the people and units a list and its amendments speak of. */
export function useNames(list: KeyList): (id: string) => string {
  const changed = (list.amendments?.length ?? 0) > 0
  const units = useZoneQuery<Page<Ref>>('org/units', {}, { enabled: changed })
  const people = useZoneQuery<Page<Ref>>('people', { limit: 200 }, { enabled: changed })
  const names = new Map<string, string>()
  const take = (ref: Ref | undefined | null) => ref && names.set(ref.id, ref.name)
  units.data?.items.forEach(take)
  people.data?.items.forEach(take)
  list.items?.forEach((item) => [item.lead, item.unit, item.person].forEach(take))
  return (id) => names.get(id) ?? '…'
}
