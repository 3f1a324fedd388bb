import { ClockCircleOutlined } from '../ui/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { paths } from '../api/paths'
import { asProblem, type Problem } from '../api/problem'
import { call } from '../api/send'
import { instantOf, wallClock } from '../ui/format'
import { Refusal } from '../ui/Refusal'
import { usePhone } from '../ui/usePhone'
import { Pop } from '../ui/Pop'

/** The demo's clock: shows the zone's day and moves it forward. Deadlines, boards and pay follow it. */
export function DemoClock() {
  const { t } = useTranslation()
  const phone = usePhone()
  const asked = useQuery<{ now: string }, Problem>({ queryKey: ['demo', 'clock'], queryFn: () => call('GET', paths.demoClock), refetchInterval: 60_000 })
  const clock = asked.data && wallClock(asked.data.now)
  if (!clock) return null
  return (
    <Pop placement="bottomRight" title={t('demoClock.title')} content={<Mover date={clock.date} time={clock.time} />}>
      <Button type="text" className="jk-on-dark" icon={<ClockCircleOutlined />} aria-label={t('demoClock.label', { date: clock.date, time: clock.time })}>
        {phone ? clock.date.slice(5) : `${clock.date} ${clock.time}`}
      </Button>
    </Pop>
  )
}

const steps = [
  { key: 'hour', move: (at: dayjs.Dayjs) => at.add(1, 'hour') },
  { key: 'day', move: (at: dayjs.Dayjs) => at.add(1, 'day') },
  { key: 'week', move: (at: dayjs.Dayjs) => at.add(7, 'day') },
  { key: 'month', move: (at: dayjs.Dayjs) => at.add(1, 'month').startOf('month').hour(9) },
] as const

function Mover({ date, time }: { date: string; time: string }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem>()
  const [wanted, setWanted] = useState(`${date}T${time}`)
  async function move(to: string) {
    setBusy(true)
    setProblem(undefined)
    try {
      const [day = '', hour = '09:00'] = to.split('T')
      await call('POST', paths.demoClock, { body: { to: instantOf(day, hour.slice(0, 5)) } })
      await client.invalidateQueries()
    } catch (thrown) {
      setProblem(asProblem(thrown))
    } finally {
      setBusy(false)
    }
  }
  return (
    <div className="jk-stack" style={{ maxWidth: 320 }}>
      <div className="jk-rule">{t('demoClock.rule')}</div>
      <div className="jk-row">
        {steps.map((step) => (
          <Button key={step.key} size="small" disabled={busy} onClick={() => void move(step.move(dayjs(`${date}T${time}`)).format('YYYY-MM-DDTHH:mm'))}>
            {t(`demoClock.${step.key}`)}
          </Button>
        ))}
      </div>
      <div className="jk-row">
        <Input type="datetime-local" style={{ width: 200 }} aria-label={t('demoClock.to')} value={wanted} onChange={(e) => setWanted(e.target.value)} />
        <Button type="primary" loading={busy} disabled={!wanted} onClick={() => void move(wanted)}>{t('demoClock.go')}</Button>
      </div>
      <Refusal of={problem} />
    </div>
  )
}
