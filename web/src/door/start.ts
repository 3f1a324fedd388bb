import { useQuery } from '@tanstack/react-query'
import { paths } from '../api/paths'
import { call } from '../api/send'
import { Problem } from '../api/problem'

/** What an installation says before anybody is logged in. */
export interface Start {
  /** Demo accounts may be chosen without a password. */
  demo: boolean
  /** No account exists yet: the first one is made with the token printed at start. */
  setup: boolean
}

async function ask(): Promise<Start> {
  try {
    return await call<Start>('GET', paths.start)
  } catch (thrown) {
    // A server that does not say so is an ordinary one that is set up.
    if (thrown instanceof Problem && thrown.status === 404) return { demo: false, setup: false }
    throw thrown
  }
}

/** Asks what kind of installation this is. */
export function useStart() {
  return useQuery<Start, Problem>({ queryKey: ['start'], queryFn: ask, staleTime: Infinity })
}
