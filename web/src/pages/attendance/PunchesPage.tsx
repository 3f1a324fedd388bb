import { Button, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useZoneQuery } from '../../api/query'
import type { Page } from '../../api/types'
import { RegisterPage } from '../../register/RegisterPage'
import type { RegisterSpec } from '../../register/spec'
import { mayAny, useMe } from '../../session/session'
import { useZoneLink } from '../../session/zone'
import { DateText } from '../../ui/DateText'
import { ImportOutlined } from '../../ui/icons'
import { PunchImportModal } from './PunchImportModal'
import { attendancePaths, type Batch, type Difference, type Punch } from './types'

/** Punches as they were taken over from the clock's own export. */
export default function PunchesPage() {
  const { t } = useTranslation('attendance')
  const me = useMe()
  const link = useZoneLink()
  const [importing, setImporting] = useState(false)
  const mayImport = mayAny(me, ['attendance.import'])
  const imports = useZoneQuery<Page<Batch>>(mayImport ? attendancePaths.imports : '', { limit: 3 })
  const differences = useZoneQuery<Page<Difference>>(attendancePaths.differences, { status: 'open', limit: 50 })
  const open = differences.data?.items.length ?? 0
  return (
    <RegisterPage spec={spec}>
      <div className="jk-row">
        {mayImport && <Button type="primary" className="jk-tools" icon={<ImportOutlined />} onClick={() => setImporting(true)}>{t('import.open')}</Button>}
        {open > 0 && <Link to={link('punch-differences?status=open')}>{t('differences.waiting', { count: open })}{differences.data?.next ? '+' : ''}</Link>}
      </div>
      {imports.data && imports.data.items.length > 0 && (
        <div className="jk-rule">
          {imports.data.items.map((one) => (
            <div key={one.id}>{one.number} <DateText of={one.from} /> – <DateText of={one.to} /> {t('import.summary', { added: one.added, same: one.same, differing: one.differing, skipped: one.skipped })} {one.by?.name} <DateText of={one.at} /></div>
          ))}
        </div>
      )}
      {importing && <PunchImportModal onClose={() => setImporting(false)} />}
    </RegisterPage>
  )
}

/** Whether a punch counts. */
export function Validity({ of }: { of: Punch['validity'] }) {
  const { t } = useTranslation('attendance')
  return of === 'valid' ? <>{t('validity.valid')}</> : <Tag color={of === 'excused' ? 'success' : 'warning'}>{t(`validity.${of}`)}</Tag>
}

/** in1 is the first coming of the day, out2 the second going. */
export function Slot({ of }: { of: string }) {
  const { t } = useTranslation('attendance')
  const found = /^(in|out)(\d*)$/.exec(of)
  return found ? <>{t(`slot.${found[1]}`)}{found[2] && found[2] !== '1' ? found[2] : ''}</> : <>{of}</>
}

const spec: RegisterSpec<Punch & { id: string }> = {
  name: 'attendance.punches', words: 'attendance', title: 'punches.title', intro: 'punches.intro', path: attendancePaths.punches,
  keyOf: (row) => `${row.person?.id}/${row.day}/${row.slot}`,
  columns: [
    { field: 'person', kind: 'ref', lead: true, width: 84 },
    { field: 'unit', kind: 'ref' },
    { field: 'day', kind: 'date' },
    { field: 'slot', render: (row) => <Slot of={row.slot} /> },
    { field: 'time' },
    { field: 'validity', render: (row) => <Validity of={row.validity} /> },
  ],
  filters: [
    { name: 'person', kind: 'remote', path: 'people?status=active&query=' },
    { name: 'unit', kind: 'remote', path: 'org/units?status=active' },
    { name: 'from', kind: 'date', label: 'filters.from' },
    { name: 'to', kind: 'date', label: 'filters.to' },
  ],
}
