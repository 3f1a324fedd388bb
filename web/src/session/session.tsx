import { useQuery, useQueryClient } from '@tanstack/react-query'
import { createContext, useContext, type ReactNode } from 'react'
import { paths } from '../api/paths'
import { Problem } from '../api/problem'
import { call } from '../api/send'
import type { Session } from '../api/types'

const home = ''
const key = (slug: string) => ['session', slug]

/** The cookie cannot be read from here; this says that there should be one, so that nobody asks in vain. */
const hint = 'jk.in'

/** The session as seen from a zone (the own one when none is named), or null when nobody is logged in. */
export function useSession(slug = home) {
  return useQuery<Session | null, Problem>({ queryKey: key(slug), queryFn: () => readSession(slug), staleTime: 60_000 })
}

async function readSession(slug: string): Promise<Session | null> {
  if (!localStorage.getItem(hint)) return null
  try {
    return await call<Session>('GET', paths.session, { query: { zone: slug } })
  } catch (thrown) {
    if (thrown instanceof Problem && thrown.status === 401) {
      localStorage.removeItem(hint)
      return null
    }
    throw thrown
  }
}

/** Entering and leaving: both empty the cache, so that nothing of one person is shown to the next. */
export function useDoor() {
  const client = useQueryClient()
  const enter = async (ask: () => Promise<Session>): Promise<Session> => {
    const session = await ask()
    localStorage.setItem(hint, '1')
    client.clear()
    client.setQueryData(key(home), session)
    return session
  }
  /** Shows nothing more of the person; drafts stay for when they come back. */
  const close = () => {
    localStorage.removeItem(hint)
    client.clear()
    client.setQueryData(key(home), null)
  }
  const leave = async () => {
    await call('DELETE', paths.session)
    forgetDrafts()
    close()
  }
  return { enter, close, leave }
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
