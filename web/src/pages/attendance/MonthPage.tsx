import { App, Button, Progress, Skeleton } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate, useParams } from 'react-router'
import { zonePath } from '../../api/paths'
import { useCommand, useZoneQuery } from '../../api/query'
import { apiRoot } from '../../api/send'
import type { Page } from '../../api/types'
import { Buttons } from '../../register/Buttons'
import { DataTable } from '../../register/DataTable'
import { Filters } from '../../register/Filters'
import { Pager } from '../../register/Pager'
import type { ColumnSpec, RegisterSpec } from '../../register/spec'
import { pageSize, useView } from '../../register/useView'
import { useZoneLink, useZoneSlug } from '../../session/zone'
import { DateText } from '../../ui/DateText'
import { DownloadOutlined } from '../../ui/icons'
import { Refusal } from '../../ui/Refusal'
import { MonthStatus } from './MonthsPage'
import { attendancePaths, attendanceRefresh, type Month, type Result } from './types'

/** One month: who has confirmed, everybody's figures, and the way to close it. */
export default function MonthPage() {
  const { t } = useTranslation('attendance')
  const { month = '' } = useParams()
  const slug = useZoneSlug()
  const link = useZoneLink()
  const asked = useZoneQuery<Month>(attendancePaths.month(month))
  return (
    <section className="jk-register" aria-labelledby="month-title">
      <nav className="jk-tools" aria-label={t('register:way')}><Link to={link('attendance-months')}>{t('months.title')}</Link></nav>
      <Refusal of={asked.error} onRetry={() => void asked.refetch()} />
      {asked.isPending && <Skeleton active />}
      {asked.data && (
        <>
          <div className="jk-row" style={{ justifyContent: 'space-between' }}>
            <div className="jk-row"><h1 id="month-title"><DateText of={month} manner="document" /> {t('months.sheet')}</h1><MonthStatus of={asked.data} /></div>
            <div className="jk-row">
              <Acts month={asked.data} />
              <Button className="jk-tools" icon={<DownloadOutlined />} href={apiRoot + zonePath(slug, attendancePaths.export(month))} download>{t('register:export')}</Button>
            </div>
          </div>
          <Standing month={asked.data} />
          <Results month={month} />
        </>
      )}
    </section>
  )
}

function Acts({ month }: { month: Month }) {
  const { t } = useTranslation('attendance')
  const { modal, message } = App.useApp()
  const command = useCommand(...attendanceRefresh)
  const give = async (name: string) => {
    if (await command.run('POST', attendancePaths.act(month.month, name), { version: month.version, body: name === 'close' ? {} : undefined })) void message.success(t('register:done', { action: t(`actions.${name}`) }))
  }
  const press = (name: string) => void modal.confirm({
    title: t(`actions.${name}`), content: t(`consequence.${name}`, { unconfirmed: month.unconfirmed }), okText: t(`actions.${name}`), cancelText: t('shell:cancel'), onOk: () => give(name),
  })
  return <><Buttons actions={month.actions} words="attendance" primary={['close']} busy={command.busy} onPress={press} /><Refusal of={command.problem} /></>
}

function Standing({ month }: { month: Month }) {
  const { t } = useTranslation('attendance')
  const link = useZoneLink()
  const share = month.people > 0 ? Math.floor((month.confirmed * 100) / month.people) : 0
  return (
    <div className="jk-panel jk-row">
      <span>{t('months.confirmed', { confirmed: month.confirmed, people: month.people })}</span>
      <Progress percent={share} showInfo={false} size="small" style={{ flex: 1, minWidth: 140, margin: 0 }} aria-label={t('months.confirmed', { confirmed: month.confirmed, people: month.people })} />
      {month.unconfirmed > 0 && <Link to={link(`attendance-months/${month.month}?unconfirmed=true`)}>{t('months.unconfirmed', { count: month.unconfirmed, reminded: month.reminded })}</Link>}
      {month.punches_erased_before && <span className="jk-rule">{t('months.erased')} <DateText of={month.punches_erased_before} /></span>}
    </div>
  )
}

const columns: readonly ColumnSpec<Result & { id: string }>[] = [
  { field: 'person', kind: 'ref', lead: true, width: 84 },
  { field: 'unit', kind: 'ref', width: 120 },
  ...['workdays', 'present', 'late', 'early', 'absent', 'missing', 'leave_days', 'outing_days', 'trip_days'].map((field): ColumnSpec => ({ field, kind: 'integer' })),
  { field: 'score', kind: 'decimal' },
  { field: 'confirmed_at', render: (row) => <Confirmed of={row} /> },
]

function Confirmed({ of }: { of: Result }) {
  const { t } = useTranslation('attendance')
  if (of.confirmed_at) return <DateText of={of.confirmed_at} />
  return <>{t(of.unconfirmed ? 'months.closedUnconfirmed' : of.reminded_at ? 'months.reminded' : 'months.notYet')}</>
}

function Results({ month }: { month: string }) {
  const { t } = useTranslation('attendance')
  const link = useZoneLink()
  const navigate = useNavigate()
  const view = useView(spec)
  const { sort: _, ...question } = view.question
  const asked = useZoneQuery<Page<Result>>(attendancePaths.results(month), { ...question, cursor: view.after, limit: pageSize })
  return (
    <>
      <Filters spec={spec} view={view} />
      <Refusal of={asked.error} onRetry={() => void asked.refetch()} />
      {!asked.error && (
        <DataTable label={t('months.sheet')} words="attendance" columns={columns} rows={asked.data?.items.map((one) => ({ ...one, id: one.person?.id ?? '' }))} empty={t('months.nobody')}
          onOpen={(row) => void navigate(link(`attendance-months/${month}/${row.id}`))} />
      )}
      <Pager view={view} count={asked.data?.items.length ?? 0} next={asked.data?.next ?? ''} busy={asked.isFetching} />
    </>
  )
}

const spec: RegisterSpec = {
  name: 'attendance.results', words: 'attendance', title: 'months.sheet', path: attendancePaths.months, columns: [],
  filters: [
    { name: 'unit', kind: 'remote', path: 'org/units?status=active' },
    { name: 'unconfirmed', kind: 'bool', label: 'filters.unconfirmed' },
  ],
}
