import { useTranslation } from 'react-i18next'
import { Slot } from './PunchesPage'
import type { Day, Punch, Result } from './types'

const marks = ['absent', 'late', 'early', 'missing', 'leave', 'outing', 'trip', 'spared', 'present'] as const

/** What a day was found to be, the worst first. */
export const marksOf = (day: Day) => {
  const found = marks.filter((name) => day[name])
  return found.length > 1 ? found.filter((name) => name !== 'present') : found
}

/** Weekday of the first of a month, Monday first. */
const lead = (month: string) => (new Date(`${month}-01T00:00:00Z`).getUTCDay() + 6) % 7
const lengthOf = (month: string) => new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 0)).getUTCDate()

/** A month day by day: what each was found to be, with its punches. */
export function Calendar({ month, of }: { month: string; of: Result }) {
  const { t } = useTranslation('attendance')
  const days = new Map((of.days ?? []).map((day) => [day.day, day]))
  const punches = new Map<string, Punch[]>()
  for (const punch of of.punches ?? []) punches.set(punch.day, [...(punches.get(punch.day) ?? []), punch])
  return (
    <section className="jk-panel" aria-labelledby="calendar">
      <h2 id="calendar">{t('own.days')}</h2>
      <ol className="jk-plain-list jk-calendar">
        {Array.from({ length: lengthOf(month) }, (_, n) => {
          const date = `${month}-${String(n + 1).padStart(2, '0')}`
          const day = days.get(date)
          const found = day ? marksOf(day) : []
          return (
            <li key={date} style={n === 0 ? { gridColumnStart: lead(month) + 1 } : undefined} className={`jk-day ${day ? `jk-day-${found[0] ?? 'none'}` : 'jk-day-off'}`}>
              <strong>{n + 1}</strong>
              {found.map((name) => <span key={name} className="jk-day-mark">{t(`mark.${name}`)}</span>)}
              {!day && <span className="jk-rule">{t('mark.off')}</span>}
              {punches.get(date)?.filter((punch) => punch.time).map((punch) => <span key={punch.slot} className="jk-rule"><Slot of={punch.slot} /> {punch.time}</span>)}
            </li>
          )
        })}
      </ol>
      <p className="jk-rule">{t('own.rule')}</p>
    </section>
  )
}
