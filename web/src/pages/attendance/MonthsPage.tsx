import { Button, DatePicker, Modal, Tag } from 'antd'
import type { Dayjs } from 'dayjs'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useCommand, useZoneQuery } from '../../api/query'
import type { Page } from '../../api/types'
import { DataTable } from '../../register/DataTable'
import type { ColumnSpec } from '../../register/spec'
import { mayAny, useMe } from '../../session/session'
import { useZoneLink } from '../../session/zone'
import { Refusal } from '../../ui/Refusal'
import { attendancePaths, attendanceRefresh, type Month } from './types'

/** Months of attendance, from preparation to close. */
export default function MonthsPage() {
  const { t } = useTranslation('attendance')
  const me = useMe()
  const link = useZoneLink()
  const navigate = useNavigate()
  const [preparing, setPreparing] = useState(false)
  const asked = useZoneQuery<Page<Month>>(attendancePaths.months)
  return (
    <section className="jk-register" aria-labelledby="months-title">
      <div className="jk-row" style={{ justifyContent: 'space-between' }}>
        <div>
          <h1 id="months-title">{t('months.title')}</h1>
          <div className="jk-rule">{t('months.intro')}</div>
        </div>
        {mayAny(me, ['attendance.close']) && <Button type="primary" className="jk-tools" onClick={() => setPreparing(true)}>{t('months.prepare')}</Button>}
      </div>
      <Refusal of={asked.error} onRetry={() => void asked.refetch()} />
      {!asked.error && (
        <DataTable label={t('months.title')} words="attendance" columns={columns} rows={asked.data?.items.map((one) => ({ ...one, id: one.month }))} empty={t('months.none')}
          onOpen={(row) => void navigate(link(`attendance-months/${row.month}`))} />
      )}
      {preparing && <Prepare onClose={() => setPreparing(false)} />}
    </section>
  )
}

/** How far a month has come. */
export function MonthStatus({ of }: { of: Month }) {
  const { t } = useTranslation('attendance')
  return <Tag color={of.status === 'closed' ? 'success' : 'processing'}>{t(`monthStatus.${of.status}`)}</Tag>
}

const columns: readonly ColumnSpec<Month & { id: string }>[] = [
  { field: 'month', kind: 'month', lead: true },
  { field: 'status', render: (row) => <MonthStatus of={row} /> },
  { field: 'people', kind: 'integer' },
  { field: 'confirmed', kind: 'integer' },
  { field: 'unconfirmed', kind: 'integer' },
  { field: 'prepared_at', kind: 'instant' },
  { field: 'prepared_by', kind: 'ref' },
  { field: 'closed_at', kind: 'instant' },
  { field: 'closed_by', kind: 'ref' },
]

function Prepare({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('attendance')
  const link = useZoneLink()
  const navigate = useNavigate()
  const [month, setMonth] = useState<Dayjs | null>(null)
  const command = useCommand(...attendanceRefresh)
  async function go() {
    const done = await command.run<Month>('POST', attendancePaths.act(month!.format('YYYY-MM'), 'prepare'))
    if (done) void navigate(link(`attendance-months/${done.month}`))
  }
  return (
    <Modal open title={t('months.prepare')} okText={t('actions.prepare')} cancelText={t('shell:cancel')} okButtonProps={{ disabled: !month, loading: command.busy }} onOk={() => void go()} onCancel={onClose}>
      <div className="jk-stack">
        <p style={{ margin: 0 }}>{t('consequence.prepare')}</p>
        <DatePicker picker="month" aria-label={t('fields.month')} value={month} onChange={setMonth} />
        <Refusal of={command.problem} />
      </div>
    </Modal>
  )
}
