import { QueryClient, useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query'
import { useCallback, useRef, useState } from 'react'
import { useZoneSlug } from '../session/zone'
import { zonePath } from './paths'
import { asProblem, type Problem } from './problem'
import { call, newKey, queryString, type CallOptions, type Query } from './send'

/** The cache of answers. Repeating is the line's business (send.ts), not the cache's. */
export function newQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: { queries: { retry: false, staleTime: 10_000, refetchOnWindowFocus: true }, mutations: { retry: false } },
  })
}

/** Cache key of something of a zone; invalidating a prefix refreshes lists and records under it. */
export const zoneKey = (slug: string, path: string, query?: Query) => ['zone', slug, ...path.split('/'), queryString(query)]

/** Question asked to the zone now shown. An empty path asks nothing. */
export function useZoneQuery<T>(path: string, query?: Query, options: { every?: number; enabled?: boolean } = {}): UseQueryResult<T, Problem> {
  const slug = useZoneSlug()
  return useQuery<T, Problem>({
    queryKey: zoneKey(slug, path, query),
    queryFn: ({ signal }) => call<T>('GET', zonePath(slug, path), { query, signal }),
    enabled: path !== '' && options.enabled !== false,
    refetchInterval: options.every,
  })
}

/** A command being given: state for a form or a button, and the refusal to show. */
export interface Command {
  busy: boolean
  problem: Problem | undefined
  clear: () => void
  /** Gives the command; resolves to undefined when it was refused (the problem is then set). */
  run: <T>(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, options?: CallOptions) => Promise<T | undefined>
}

/**
 * Gives commands to the zone now shown. When no answer came, the same command
 * given again carries the same idempotency key; anything else gets a new one.
 * What was shown under `refresh` paths is asked again after success.
 */
export function useCommand(...refresh: string[]): Command {
  const slug = useZoneSlug()
  const client = useQueryClient()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem>()
  const open = useRef<{ print: string; key: string }>(undefined)
  const run = async <T,>(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, options: CallOptions = {}) => {
    const print = JSON.stringify([method, slug, path, options.version, options.body instanceof FormData ? '' : options.body])
    const key = open.current?.print === print ? open.current.key : newKey()
    open.current = { print, key }
    setBusy(true)
    setProblem(undefined)
    try {
      const done = await call<T>(method, zonePath(slug, path), { ...options, key })
      open.current = undefined
      for (const under of refresh) {
        void client.invalidateQueries({ queryKey: ['zone', slug, ...under.split('/')] })
      }
      return done ?? ({} as T)
    } catch (thrown) {
      const refused = asProblem(thrown)
      if (!refused.unanswered) open.current = undefined
      setProblem(refused)
      return undefined
    } finally {
      setBusy(false)
    }
  }
  const clear = useCallback(() => setProblem(undefined), [])
  return { busy, problem, clear, run }
}
