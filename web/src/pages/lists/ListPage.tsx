import { Segmented, Skeleton, Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link, useParams, useSearchParams } from 'react-router'
import { useZoneQuery } from '../../api/query'
import { pick } from '../../api/types'
import { useMe } from '../../session/session'
import { useZoneLink } from '../../session/zone'
import { DateText } from '../../ui/DateText'
import { WarningOutlined } from '../../ui/icons'
import { Refusal } from '../../ui/Refusal'
import { Amendments } from './Amendments'
import { DraftSheet } from './DraftSheet'
import { Gantt } from './Gantt'
import { IssuedTable } from './IssuedTable'
import { ListActions } from './ListActions'
import { Receipts } from './Receipts'
import { listPaths, nameOf, offers, type KeyList } from './types'
import './lists.css'

const views = ['table', 'gantt', 'amendments', 'receipts'] as const
type View = (typeof views)[number]

/** One list: prepared as a sheet, issued, amended in the open, acknowledged by those it names. */
export default function ListPage() {
  const { t, i18n } = useTranslation('lists')
  const { id = '' } = useParams()
  const me = useMe()
  const link = useZoneLink()
  const [params, setParams] = useSearchParams()
  const asked = useZoneQuery<KeyList>(listPaths.one(id))
  const list = asked.data
  const view = views.find((one) => one === params.get('view')) ?? 'table'
  const show = (to: View) => setParams(to === 'table' ? {} : { view: to }, { replace: true })
  if (!list) return asked.error ? <Refusal of={asked.error} onRetry={() => void asked.refetch()} /> : <Skeleton active />

  const name = nameOf(list, t)
  const drafting = list.status === 'draft' && offers(list, 'edit')
  const offered = views.filter((one) => (one === 'amendments' || one === 'receipts' ? list.status === 'issued' : true))
  const count = { amendments: list.amendments?.length ?? 0, receipts: list.awaited?.length ?? 0 }
  return (
    <section className="jk-register jk-a3" aria-labelledby="list-title">
      <nav className="jk-rule jk-no-print" aria-label={t('back')}><Link to={link('goals/lists')}>{t('back')}</Link></nav>
      <div className="jk-row" style={{ justifyContent: 'space-between' }}>
        <div>
          <h1 id="list-title"><span className="jk-print-only">{pick(me.zone, 'name', i18n.language)}</span>{name}</h1>
          <div className="jk-row jk-description jk-list-facts">
            <span>{list.number}</span>
            <Tag color={list.status === 'issued' ? 'blue' : undefined}>{t(`status.${list.status}`)}</Tag>
            <span>{t('fields.evaluate_on')} <DateText of={list.evaluate_on} /></span>
            {list.issued_at && <span>{t('issuedBy', { name: list.issued_by?.name ?? '' })} <DateText of={list.issued_at} /></span>}
            {list.late && <Tag color="warning" icon={<WarningOutlined />}>{t('late')}</Tag>}
          </div>
        </div>
        <ListActions list={list} onReload={() => void asked.refetch()} />
      </div>
      <Refusal of={asked.error} onRetry={() => void asked.refetch()} />
      {(list.items?.length ?? 0) > 0 && (
        <Segmented<View> className="jk-tools jk-views" aria-label={t('views.label')} value={view} onChange={show}
          options={offered.map((value) => ({ value, label: t(value === 'amendments' || value === 'receipts' ? `views.${value}Count` : `views.${value}`, { count: value === 'amendments' || value === 'receipts' ? count[value] : 0 }) }))} />
      )}
      {view === 'table' && (drafting
        ? <DraftSheet list={list} onReload={async () => (await asked.refetch()).data} />
        : <IssuedTable list={list} />)}
      {view === 'gantt' && <Gantt list={list} />}
      {view === 'amendments' && <Amendments list={list} />}
      {view === 'receipts' && <Receipts list={list} />}
    </section>
  )
}
