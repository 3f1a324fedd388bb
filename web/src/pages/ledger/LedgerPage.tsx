import { Button, Segmented } from 'antd'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { zonePath } from '../../api/paths'
import { useZoneQuery } from '../../api/query'
import { apiRoot } from '../../api/send'
import { mayAny, useMe } from '../../session/session'
import { useZoneSlug } from '../../session/zone'
import { DownloadOutlined } from '../../ui/icons'
import { Refusal } from '../../ui/Refusal'
import { Checkpoints } from './Checkpoints'
import { Search } from './Search'
import { ledgerPaths, type State } from './types'
import { Verify } from './Verify'
import './ledger.css'

type View = 'search' | 'verify' | 'checkpoints'

/** The ledger for those who audit it: search, verify before one's own eyes, take the proof away. */
export default function LedgerPage() {
  const { t } = useTranslation('ledger')
  const me = useMe()
  const slug = useZoneSlug()
  const [params, setParams] = useSearchParams()
  const reads = mayAny(me, ['ledger.read'])
  const views: View[] = [...(mayAny(me, ['audit.search']) ? (['search'] as const) : []), ...(reads ? (['verify', 'checkpoints'] as const) : [])]
  const view = views.find((one) => one === params.get('view')) ?? views[0]
  const state = useZoneQuery<State>(reads ? ledgerPaths.state : '')
  return (
    <section className="jk-register" aria-labelledby="ledger-title">
      <div className="jk-row" style={{ justifyContent: 'space-between' }}>
        <div>
          <h1 id="ledger-title">{t('title')}</h1>
          <div className="jk-rule">{state.data ? t('state', { size: state.data.size, signed: state.data.signed, waiting: state.data.waiting }) : t('intro')}</div>
        </div>
        {mayAny(me, ['ledger.export']) && (
          <Button className="jk-tools" icon={<DownloadOutlined />} href={apiRoot + zonePath(slug, ledgerPaths.export)} download>{t('export')}</Button>
        )}
      </div>
      <Refusal of={state.error} onRetry={() => void state.refetch()} />
      {views.length > 1 && (
        <Segmented<View> className="jk-no-print jk-views" aria-label={t('views.label')} value={view} onChange={(to) => setParams(to === views[0] ? {} : { view: to }, { replace: true })}
          options={views.map((value) => ({ value, label: t(`views.${value}`) }))} />
      )}
      {view === 'search' && <Search proves={reads} />}
      {view === 'verify' && <Verify state={state.data} />}
      {view === 'checkpoints' && <Checkpoints />}
    </section>
  )
}
