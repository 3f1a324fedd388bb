import { Skeleton, Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useZoneQuery } from '../../api/query'
import type { Page } from '../../api/types'
import { Actions } from '../../register/Actions'
import { useZoneLink } from '../../session/zone'
import { DateText } from '../../ui/DateText'
import { Refusal } from '../../ui/Refusal'
import { nameOf } from './DiffView'
import { schemePaths, standingColour, versionActs, type Version } from './types'

/** Every version that was proposed, who proposed and who activated it: never the same hand. */
export function Versions({ current }: { current?: string }) {
  const { t, i18n } = useTranslation('scheme')
  const link = useZoneLink()
  const asked = useZoneQuery<Page<Version>>(schemePaths.all)
  return (
    <>
      <Refusal of={asked.error} onRetry={() => void asked.refetch()} />
      {asked.isPending && <Skeleton active />}
      {asked.data?.items.length === 0 && <p className="jk-panel">{t('noVersions')}</p>}
      <ol className="jk-plain-list jk-stack">
        {asked.data?.items.map((one) => (
          <li key={one.id} className="jk-panel" aria-current={one.id === current || undefined}>
            <div className="jk-row" style={{ justifyContent: 'space-between', alignItems: 'flex-start' }}>
              <div>
                <Link to={link(`scheme/${one.id}`)}>{nameOf(one, i18n.language, t('draft'))}</Link> <Tag color={standingColour[one.standing]}>{t(one.standing === 'not_activated' ? `state.${one.state}` : `standing.${one.standing}`)}</Tag>
                <div className="jk-rule">
                  {one.effective_from && <>{t('effectiveFrom')} <DateText of={one.effective_from} /> </>}
                  {one.ended_on && <>{t('endedOn')} <DateText of={one.ended_on} /> </>}
                  {one.used_until && <>{t('usedUntil')} <DateText of={one.used_until} /></>}
                </div>
                {one.proposed && <div className="jk-rule">{t('signed.proposed', { name: one.proposed.name, reason: one.proposed.reason || '—' })} <DateText of={one.proposed.at} /></div>}
                {one.activated && <div className="jk-rule">{t('signed.activated', { name: one.activated.name, reason: one.activated.reason || '—' })} <DateText of={one.activated.at} /></div>}
                <div className="jk-rule">{t('digest')} <code className="jk-path">{one.digest}</code></div>
              </div>
              <Actions spec={versionActs} record={one} onReload={() => void asked.refetch()} />
            </div>
          </li>
        ))}
      </ol>
    </>
  )
}
