import { useQuery, useQueryClient } from '@tanstack/react-query'
import { createContext, useContext, type ReactNode } from 'react'
import { paths } from '../api/paths'
import { Problem } from '../api/problem'
import { call, cookie } from '../api/send'
import type { Session } from '../api/types'

const key = ['session']

/** The session, or null when nobody is logged in. Without the cookie of a login nothing is asked. */
export function useSession() {
  return useQuery<Session | null, Problem>({ queryKey: key, queryFn: readSession, staleTime: 60_000 })
}

async function readSession(): Promise<Session | null> {
  if (!cookie('jk_csrf')) return null
  try {
    return await call<Session>('GET', paths.session)
  } catch (thrown) {
    if (thrown instanceof Problem && thrown.status === 401) return null
    throw thrown
  }
}

/** Entering and leaving: both empty the cache, so that nothing of one person is shown to the next. */
export function useDoor() {
  const client = useQueryClient()
  const enter = async (ask: () => Promise<unknown>): Promise<Session | null> => {
    await ask()
    client.clear()
    const session = await readSession()
    client.setQueryData(key, session)
    return session
  }
  const leave = async () => {
    await call('DELETE', paths.session)
    forgetDrafts()
    client.clear()
    client.setQueryData(key, null)
  }
  return { enter, leave }
}

function forgetDrafts(): void {
  for (const name of Object.keys(localStorage)) {
    if (name.startsWith('jk.draft.')) localStorage.removeItem(name)
  }
}

const Me = createContext<Session | null>(null)

/** Gives the pages below the session they work under. */
export function SessionProvider({ session, children }: { session: Session; children: ReactNode }) {
  return <Me.Provider value={session}>{children}</Me.Provider>
}

/** The session; only below {@link SessionProvider}. */
export function useMe(): Session {
  const me = useContext(Me)
  if (!me) throw new Error('useMe needs a SessionProvider above it')
  return me
}

/** Whether the session may do any of these actions somewhere; none named: everybody may. */
export function mayAny(session: Session, actions: readonly string[]): boolean {
  return actions.length === 0 || actions.some((action) => session.actions.includes(action))
}
