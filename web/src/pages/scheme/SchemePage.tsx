import { Button, Segmented, Skeleton, Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate, useParams, useSearchParams } from 'react-router'
import { useZoneQuery } from '../../api/query'
import { pick } from '../../api/types'
import { Actions } from '../../register/Actions'
import { mayAny, useMe } from '../../session/session'
import { useZoneLink } from '../../session/zone'
import { DateText } from '../../ui/DateText'
import { PlusOutlined, PrinterOutlined } from '../../ui/icons'
import { Refusal } from '../../ui/Refusal'
import { DiffView } from './DiffView'
import { Document } from './Document'
import { TextView } from './TextView'
import { schemePaths, standingColour, versionActs, type SchemePage as Scheme } from './types'
import { UnsetList } from './UnsetList'
import { Versions } from './Versions'
import './scheme.css'

const views = ['document', 'unset', 'diff', 'versions', 'text'] as const
type View = (typeof views)[number]

/** A version of the zone's scheme, the one in force unless another is asked for. */
export default function SchemePage() {
  const { t } = useTranslation('scheme')
  const { id = '' } = useParams()
  const me = useMe()
  const link = useZoneLink()
  const navigate = useNavigate()
  const [params, setParams] = useSearchParams()
  const asked = useZoneQuery<Scheme>(schemePaths.one(id))
  const found = asked.data
  const view = views.find((one) => one === params.get('view')) ?? (found || asked.isPending ? 'document' : 'versions')
  return (
    <article className="jk-stack" aria-labelledby="scheme-title">
      {id && <nav className="jk-rule jk-no-print" aria-label={t('title')}><Link to={link('scheme')}>{t('inForceNow')}</Link></nav>}
      <div className="jk-row" style={{ justifyContent: 'space-between', alignItems: 'flex-start' }}>
        {found ? <Head of={found} /> : <h1 id="scheme-title">{t('title')}</h1>}
        <div className="jk-row jk-tools">
          {found && <Actions spec={versionActs} record={found} onReload={() => void asked.refetch()} />}
          {mayAny(me, ['scheme.propose']) && <Button icon={<PlusOutlined />} onClick={() => void navigate(link(found ? `scheme/propose?from=${found.id}` : 'scheme/propose'))}>{t('propose')}</Button>}
          <Button className="jk-wide-only" icon={<PrinterOutlined />} aria-label={t('register:print')} title={t('register:print')} onClick={() => print()} />
        </div>
      </div>
      <Refusal of={asked.error} onRetry={() => void asked.refetch()} />
      {asked.isPending && <Skeleton active />}
      <Segmented<View> className="jk-no-print jk-views" aria-label={t('views.label')} value={view} onChange={(to) => setParams(to === 'document' ? {} : { view: to }, { replace: true })}
        options={(found ? views : (['versions'] as const)).map((value) => ({ value, label: t(value === 'unset' ? 'views.unsetCount' : `views.${value}`, { count: found?.unset ?? 0 }) }))} />
      {found && view === 'document' && <Document of={found} />}
      {found && view === 'unset' && <UnsetList of={found} />}
      {found && view === 'diff' && <DiffView of={found} />}
      {view === 'versions' && <Versions current={found?.id} />}
      {found && view === 'text' && <TextView id={found.id} />}
    </article>
  )
}

function Head({ of }: { of: Scheme }) {
  const { t, i18n } = useTranslation('scheme')
  return (
    <div>
      <h1 id="scheme-title">{pick(of, 'label', i18n.language)}</h1>
      <div className="jk-row jk-description" style={{ gap: '2px 14px' }}>
        <Tag color={standingColour[of.standing]}>{t(`standing.${of.standing}`)}</Tag>
        {of.effective_from && <span>{t('effectiveFrom')} <DateText of={of.effective_from} /></span>}
        {of.trial_until && <span>{t('trialUntil')} <DateText of={of.trial_until} /></span>}
        {of.ended_on && <span>{t('endedOn')} <DateText of={of.ended_on} /></span>}
      </div>
      <div className="jk-rule">
        {of.proposed && <div>{t('signed.proposed', { name: of.proposed.name, reason: of.proposed.reason || '—' })} <DateText of={of.proposed.at} /></div>}
        {of.activated && <div>{t('signed.activated', { name: of.activated.name, reason: of.activated.reason || '—' })} <DateText of={of.activated.at} /></div>}
        {of.withdrawn && <div>{t('signed.withdrawn', { name: of.withdrawn.name, reason: of.withdrawn.reason || '—' })} <DateText of={of.withdrawn.at} /></div>}
      </div>
    </div>
  )
}
