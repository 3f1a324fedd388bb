import { Alert, App, Skeleton } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useCommand, useZoneQuery } from '../../api/query'
import { Buttons } from '../../register/Buttons'
import { useZoneLink } from '../../session/zone'
import { DateText } from '../../ui/DateText'
import { Refusal } from '../../ui/Refusal'
import { Calendar } from './Calendar'
import { LeaveStatus } from './requests'
import { attendancePaths, attendanceRefresh, type Result } from './types'
import './attendance.css'

const figures = ['workdays', 'present', 'late', 'early', 'absent', 'missing', 'leave_days', 'outing_days', 'trip_days'] as const

/** A month of one person: the figures, the days they come from, requests and corrections. */
export function ResultView({ month, person, own }: { month: string; person: string; own?: boolean }) {
  const { t } = useTranslation('attendance')
  const { modal, message } = App.useApp()
  const command = useCommand(...attendanceRefresh)
  const asked = useZoneQuery<Result>(attendancePaths.result(month, person))
  if (asked.isPending) return <Skeleton active />
  if (!asked.data) return <Refusal of={asked.error} onRetry={() => void asked.refetch()} />
  const of = asked.data
  const confirm = () => void modal.confirm({
    title: t('actions.confirm'), content: t('consequence.confirm'), okText: t('actions.confirm'), cancelText: t('shell:cancel'),
    onOk: async () => {
      if (await command.run('POST', attendancePaths.act(month, 'confirm'))) void message.success(t('register:done', { action: t('actions.confirm') }))
    },
  })
  return (
    <>
      <div className="jk-row" style={{ justifyContent: 'space-between' }}>
        <div>
          {!own && <h1>{of.person?.name}</h1>}
          <span className="jk-rule">{of.unit?.name}{of.confirmed_at && <> {t('own.confirmed')} <DateText of={of.confirmed_at} /></>}{of.unconfirmed && t('months.closedUnconfirmed')}</span>
        </div>
        <Buttons actions={of.actions} words="attendance" primary={['confirm']} busy={command.busy} onPress={confirm} />
      </div>
      <Refusal of={command.problem} />
      {of.provisional && <Alert type="info" showIcon title={t('own.provisional')} />}
      <ul className="jk-plain-list jk-figures" aria-label={t('own.figures')}>
        <li className="jk-figure"><strong>{of.score}</strong> <span>{t('fields.score')}</span></li>
        {figures.map((name) => <li key={name} className="jk-figure"><strong>{of[name]}</strong> <span>{t(`fields.${name}`)}</span></li>)}
      </ul>
      <Calendar month={month} of={of} />
      <Requests of={of} />
    </>
  )
}

function Requests({ of }: { of: Result }) {
  const { t } = useTranslation('attendance')
  const link = useZoneLink()
  if (!of.requests?.length) return null
  return (
    <section className="jk-panel" aria-labelledby="own-requests">
      <h2 id="own-requests">{t('requests.title')}</h2>
      <ul className="jk-plain-list">
        {of.requests.map((one) => (
          <li key={one.id}>
            <Link to={link(`attendance-requests?open=${one.id}`)}>{t(`requestKind.${one.kind}`)}</Link> {one.from_day} {one.from_time}{one.kind !== 'punch' && ` – ${one.to_day} ${one.to_time ?? ''}`} <LeaveStatus of={one} /> <span className="jk-rule">{one.reason}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
