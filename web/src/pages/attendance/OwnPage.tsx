import { Button, DatePicker } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { CommandForm } from '../../form/CommandForm'
import { mayAny, useMe } from '../../session/session'
import { useToday } from '../../ui/DueDay'
import { PlusOutlined } from '../../ui/icons'
import { askForm } from './requests'
import { ResultView } from './ResultView'
import { attendancePaths, attendanceRefresh } from './types'
import '../../register/table.css'

/** My attendance: days, punches, what was asked for; confirmed by me before the month is closed. */
export default function OwnPage() {
  const { t } = useTranslation('attendance')
  const me = useMe()
  const today = useToday()
  const [params, setParams] = useSearchParams()
  const [asking, setAsking] = useState(false)
  const month = params.get('month') ?? today.slice(0, 7)
  return (
    <article className="jk-stack" aria-labelledby="own-title">
      <div className="jk-row" style={{ justifyContent: 'space-between' }}>
        <h1 id="own-title">{t('own.title')}</h1>
        <div className="jk-row jk-tools">
          <DatePicker picker="month" allowClear={false} aria-label={t('fields.month')} value={dayjs(month)} onChange={(to) => setParams(to ? { month: to.format('YYYY-MM') } : {})} />
          {mayAny(me, ['attendance.correct']) && me.person && <Button type="primary" icon={<PlusOutlined />} onClick={() => setAsking(true)}>{t('actions.ask')}</Button>}
        </div>
      </div>
      {me.person ? <ResultView month={month} person={me.person} own /> : <p className="jk-panel">{t('own.nobody')}</p>}
      {asking && <CommandForm spec={askForm} path={attendancePaths.requests} refresh={attendanceRefresh} onClose={() => setAsking(false)} />}
    </article>
  )
}
