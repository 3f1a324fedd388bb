import { Segmented, Skeleton, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'react-router'
import { useCommand, useZoneQuery } from '../../api/query'
import type { Page } from '../../api/types'
import { Buttons } from '../../register/Buttons'
import { useZoneLink } from '../../session/zone'
import { DateText } from '../../ui/DateText'
import { ReasonModal } from '../../ui/ReasonModal'
import { Refusal } from '../../ui/Refusal'
import { Slot, Validity } from './PunchesPage'
import { attendancePaths, attendanceRefresh, type Difference } from './types'
import './attendance.css'

const states = ['open', 'taken', 'kept'] as const

/** What a later file says otherwise than is on record: somebody decides, with a reason. */
export default function DifferencesPage() {
  const { t } = useTranslation('attendance')
  const link = useZoneLink()
  const [params, setParams] = useSearchParams()
  const status = params.get('status') ?? 'open'
  const [asking, setAsking] = useState<{ one: Difference; name: string }>()
  const command = useCommand(...attendanceRefresh)
  const asked = useZoneQuery<Page<Difference>>(attendancePaths.differences, { status, limit: 200 })
  async function settle(reason: string) {
    if (!asking) return
    const done = await command.run('POST', `${attendancePaths.differences}/${asking.one.id}/actions/${asking.name}`, { body: { reason }, version: asking.one.version })
    if (done) setAsking(undefined)
  }
  const mark = (of: Difference['had']) => <span className="jk-nowrap">{of.time || '—'} <Validity of={of.validity} /></span>
  return (
    <section className="jk-stack" aria-labelledby="differences-title">
      <nav className="jk-tools" aria-label={t('register:way')}><Link to={link('punches')}>{t('punches.title')}</Link></nav>
      <div>
        <h1 id="differences-title">{t('differences.title')}</h1>
        <div className="jk-rule">{t('differences.intro')}</div>
      </div>
      <div className="jk-tools"><Segmented aria-label={t('fields.status')} value={status} onChange={(to) => setParams({ status: to })} options={states.map((value) => ({ value, label: t(`differenceStatus.${value}`) }))} /></div>
      <Refusal of={asked.error} onRetry={() => void asked.refetch()} />
      {asked.isPending && <Skeleton active />}
      {asked.data?.items.length === 0 && <p className="jk-panel">{t('differences.none')}</p>}
      <ul className="jk-plain-list jk-cards">
        {asked.data?.items.map((one) => (
          <li key={one.id} className="jk-panel jk-row" style={{ justifyContent: 'space-between' }}>
            <span><strong>{one.person?.name}</strong> {one.unit?.name} <DateText of={one.day} /> <Slot of={one.slot} /></span>
            <span>{t('differences.had')} {mark(one.had)} · {t('differences.got')} {mark(one.got)}</span>
            {one.status === 'open'
              ? <Buttons size="small" actions={one.actions} words="attendance" onPress={(name) => { command.clear(); setAsking({ one, name }) }} />
              : <span><Tag>{t(`differenceStatus.${one.status}`)}</Tag>{one.reason} <span className="jk-rule">{one.settled_by?.name}</span></span>}
          </li>
        ))}
      </ul>
      {asking && <ReasonModal open title={t(`actions.${asking.name}`)} busy={command.busy} problem={command.problem} onConfirm={(reason) => void settle(reason)} onClose={() => setAsking(undefined)} />}
    </section>
  )
}
