import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { menuOf } from '../../nav/registry'
import { useMe } from '../../session/session'
import { useZoneLink } from '../../session/zone'

/** Where everybody arrives: what waits for this person, and the ways on. */
export default function WorkbenchPage() {
  const { t } = useTranslation(['me', 'nav'])
  const me = useMe()
  const link = useZoneLink()
  const ways = menuOf(me).filter((one) => one.group !== 'me')
  return (
    <div className="jk-stack">
      <h1>{t('hello', { name: me.account.name })}</h1>
      {ways.map(({ group, pages }) => (
        <section key={group} className="jk-panel" aria-labelledby={`way-${group}`}>
          <h2 id={`way-${group}`}>{t(`nav:groups.${group}`)}</h2>
          <ul className="jk-plain-list jk-row">
            {pages.map((page) => (
              <li key={page.path}><Link to={link(page.path)}>{t(`nav:pages.${page.title}`)}</Link></li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  )
}
