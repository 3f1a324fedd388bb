import { useQuery } from '@tanstack/react-query'
import { paths } from '../api/paths'
import { call } from '../api/send'
import type { Problem } from '../api/problem'

/** What an installation says before anybody is logged in. */
export interface Start {
  /** Demo accounts may be chosen without a password. */
  demo: boolean
  /** No account exists yet: the first one is made with the token printed at start. */
  setup: boolean
}

/** Asks what kind of installation this is. */
export function useStart() {
  return useQuery<Start, Problem>({ queryKey: ['start'], queryFn: () => call('GET', paths.start), staleTime: Infinity })
}
