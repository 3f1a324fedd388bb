import { useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { zonePath } from '../../../api/paths'
import { zoneKey } from '../../../api/query'
import { call, type Query } from '../../../api/send'
import type { Page } from '../../../api/types'
import { useZoneSlug } from '../../../session/zone'
import type { Ref } from '../types'
import type { RefKey } from './columns'

interface Named extends Ref {
  number?: string
}

/** Looks names up: by full name or number for what was pasted, by part of a name or pinyin for what is typed. */
export interface Find {
  /** The only one of that name or number; pinyin counts when it fits one person only. */
  one: (column: RefKey, text: string) => Promise<Ref | undefined>
  /** A few that fit. */
  some: (column: RefKey, text: string) => Promise<readonly Ref[]>
}

/** Looks names up in the zone now shown. */
export function useFind(): Find {
  const client = useQueryClient()
  const slug = useZoneSlug()
  return useMemo(() => finder(client, slug), [client, slug])
}

const few = 8

function finder(client: QueryClient, slug: string): Find {
  const ask = (path: string, query: Query) => client.fetchQuery({
    queryKey: zoneKey(slug, path, query), staleTime: 60_000,
    queryFn: () => call<Page<Named>>('GET', zonePath(slug, path), { query }),
  })
  const units = async (text: string) => (await ask('org/units', { status: 'active' })).items.filter((unit) => unit.name.includes(text))
  const people = async (column: RefKey, text: string) =>
    (await ask('people', { query: text, status: 'active', leader: column === 'lead' ? 'true' : undefined, limit: few })).items
  const matching = (column: RefKey, text: string) => (column === 'unit' ? units(text) : people(column, text))
  return {
    async one(column, text) {
      const found = await matching(column, text)
      const exact = found.filter((one) => one.name === text || one.number === text)
      if (exact.length === 1) return exact[0]
      return exact.length === 0 && found.length === 1 && /^[a-z]+$/i.test(text) ? found[0] : undefined
    },
    some: async (column, text) => (await matching(column, text)).slice(0, few).map(({ id, name }) => ({ id, name })),
  }
}
