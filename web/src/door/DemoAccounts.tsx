import { useQuery } from '@tanstack/react-query'
import { Skeleton } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { paths } from '../api/paths'
import { asProblem, type Problem } from '../api/problem'
import { call } from '../api/send'
import { pick, type DemoAccount, type Page, type Session, type Zone } from '../api/types'
import { useDoor } from '../session/session'
import { Refusal } from '../ui/Refusal'

/** One card per role, grouped by zone, each with a line of what this person does today. */
export function DemoAccounts({ onEntered }: { onEntered: (session: Session) => void }) {
  const { t, i18n } = useTranslation()
  const { enter } = useDoor()
  const asked = useQuery<Page<DemoAccount>, Problem>({ queryKey: ['demo', 'accounts', i18n.language], queryFn: () => call('GET', paths.demoAccounts) })
  const zones = useQuery<Page<Zone>, Problem>({ queryKey: ['zones'], queryFn: () => call('GET', paths.zones), staleTime: Infinity })
  const nameOf = (slug: string) => {
    const zone = zones.data?.items.find((one) => one.slug === slug)
    return zone ? pick(zone, 'name', i18n.language) : slug
  }
  const [busy, setBusy] = useState('')
  const [problem, setProblem] = useState<Problem>()
  async function choose(login: string) {
    setBusy(login)
    setProblem(undefined)
    try {
      onEntered(await enter(() => call('POST', paths.demoSession, { body: { login } })))
    } catch (thrown) {
      setProblem(asProblem(thrown))
      setBusy('')
    }
  }
  return (
    <>
      <h1>{t('demo.title')}</h1>
      <p>{t('demo.intro')}</p>
      <Refusal of={problem ?? asked.error} onRetry={() => void asked.refetch()} />
      {asked.isPending && <Skeleton active />}
      <section aria-labelledby="zone-public">
        <h2 className="jk-demo-zone" id="zone-public">{t('demo.public')}</h2>
        <Link className="jk-demo-card jk-demo-public" to="/public"><strong>{t('demo.visitor')}</strong><span className="jk-description">{t('demo.visitorToday')}</span></Link>
      </section>
      {byZone(asked.data?.items ?? []).map(({ zone, accounts }) => (
        <section key={zone} aria-labelledby={`zone-${zone}`}>
          <h2 className="jk-demo-zone" id={`zone-${zone}`}>{nameOf(zone)}</h2>
          <ul className="jk-plain-list jk-demo-cards">
            {accounts.map((one) => (
              <li key={one.login}>
                <button type="button" className="jk-demo-card" disabled={busy !== ''} aria-busy={busy === one.login} onClick={() => void choose(one.login)}>
                  <strong>{pick(one, 'title', i18n.language)}</strong>
                  {one.name && <span>{one.name}</span>}
                  <span className="jk-description">{pick(one, 'today', i18n.language)}</span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </>
  )
}

/** Accounts by zone, in the order the server gives. */
export function byZone(accounts: readonly DemoAccount[]): { zone: string; accounts: DemoAccount[] }[] {
  const out = new Map<string, DemoAccount[]>()
  for (const one of accounts) out.set(one.zone, [...(out.get(one.zone) ?? []), one])
  return Array.from(out, ([zone, list]) => ({ zone, accounts: list }))
}
