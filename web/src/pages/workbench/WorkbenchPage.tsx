import { Skeleton } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useZoneQuery } from '../../api/query'
import { menuOf } from '../../nav/registry'
import { mayAny, useMe } from '../../session/session'
import { useZoneLink } from '../../session/zone'
import { DateText } from '../../ui/DateText'
import { useToday } from '../../ui/DueDay'
import { Refusal } from '../../ui/Refusal'
import { groupsOf } from './groups'
import { Part } from './Part'
import type { Bench } from './types'
import './workbench.css'

const parts = ['late', 'waiting', 'decide', 'changed'] as const

/** Where everybody arrives: what is late, what waits for me with the clock that runs out first on top, what I may decide, what changed. */
export default function WorkbenchPage() {
  const { t } = useTranslation('workbench')
  const me = useMe()
  const today = useToday()
  const allowed = mayAny(me, ['notify.read'])
  const asked = useZoneQuery<Bench>(allowed ? 'workbench' : '', undefined, { every: 120_000 })
  const bench = asked.data
  const quiet = bench && parts.every((part) => bench[part].groups.length === 0)
  return (
    <div className="jk-stack">
      <div>
        <h1>{t('title', { name: me.account.name })}</h1>
        <div className="jk-rule"><DateText of={today} manner="document" /> {me.unit?.name} {me.roles.map((role) => t([`nav:roles.${role}`, 'nav:roles.other'], { role })).join(t('shell:comma'))}</div>
      </div>
      <Refusal of={asked.error} onRetry={() => void asked.refetch()} />
      {allowed && asked.isPending && <Skeleton active />}
      {quiet && <p className="jk-panel">{t('quiet')}</p>}
      {bench && !quiet && (
        <>
          <Figures bench={bench} />
          <div className="jk-bench">
            {(['waiting', 'late', 'decide', 'changed'] as const).map((part) => <Part key={part} name={part} groups={groupsOf(bench[part])} />)}
          </div>
        </>
      )}
      {(!allowed || quiet) && <Ways />}
    </div>
  )
}

/** Four figures; each leads to its part of the page. */
function Figures({ bench }: { bench: Bench }) {
  const { t } = useTranslation('workbench')
  return (
    <ul className="jk-plain-list jk-figures" aria-label={t('figures')}>
      {parts.map((part) => (
        <li key={part}>
          <a className={`jk-figure jk-bench-${part}`} href={`#part-${part}`} onClick={(e) => { e.preventDefault(); document.getElementById(`part-${part}`)?.focus() }}>
            <strong>{bench[part].count}{bench[part].more ? '+' : ''}</strong> <span>{t(`part.${part}`)}</span>
          </a>
        </li>
      ))}
    </ul>
  )
}

/** The ways on, for those for whom nothing waits. */
function Ways() {
  const { t } = useTranslation('nav')
  const me = useMe()
  const link = useZoneLink()
  return (
    <>
      {menuOf(me).filter((one) => one.group !== 'me').map(({ group, pages }) => (
        <section key={group} className="jk-panel" aria-labelledby={`way-${group}`}>
          <h2 id={`way-${group}`}>{t(`groups.${group}`)}</h2>
          <ul className="jk-plain-list jk-row">
            {pages.map((page) => <li key={page.path}><Link to={link(page.path)}>{t(`pages.${page.title}`)}</Link></li>)}
          </ul>
        </section>
      ))}
    </>
  )
}
