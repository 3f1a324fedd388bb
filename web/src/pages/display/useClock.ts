import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { wallClock } from '../../ui/format'

/** The zone's clock on the wall: the server's instant at the last answer, carried on by the browser. */
export function useClock(at: string | undefined): { date: string; time: string; asOf: string } {
  const { t } = useTranslation()
  const base = useRef({ server: 0, here: 0 })
  const [now, setNow] = useState<number>()
  useEffect(() => {
    if (!at) return
    base.current = { server: Date.parse(at), here: performance.now() }
    setNow(base.current.server)
  }, [at])
  useEffect(() => {
    const timer = setInterval(() => base.current.server && setNow(base.current.server + performance.now() - base.current.here), 1000)
    return () => clearInterval(timer)
  }, [])
  const clock = now === undefined ? undefined : wallClock(new Date(now))
  const asOf = at ? wallClock(at) : undefined
  if (!clock) return { date: '', time: '', asOf: '' }
  const [y, m, d] = clock.date.split('-')
  return { date: t('date.day', { y, d: Number(d), month: t(`date.months.${Number(m)}`) }), time: clock.time, asOf: asOf ? `${asOf.date} ${asOf.time}` : '' }
}
