import { useMe } from '../session/session'
import { DateText } from './DateText'
import { DueTag, type Clock, type ClockDay } from './DueTag'
import { Nothing } from './Money'
import { wallClock } from './format'

interface Props {
  /** Last day, as 2020-12-08. */
  day: string | null | undefined
  /** It is past and the matter still stands. */
  late?: boolean
  /** The matter is done: the day is told, nothing runs any more. */
  done?: boolean
  /** Path under the zone that answers the reckoning day by day. */
  explain?: string
  rule?: { rule_zh?: string; rule_en?: string }
  /** The reckoning day by day, where the record holds it. */
  days?: ClockDay[]
}

/** A last day where the API gives no clock of its own: how many days are left by the zone's calendar. */
export function DueDay({ day, late, done, explain, rule, days }: Props) {
  const today = useToday()
  if (!day) return <Nothing />
  // Whether it was in time is for the record to say, not for its last day.
  if (done && !days) return <DateText of={day} />
  const left = daysBetween(today, day)
  const state: Clock['state'] = done ? 'met' : late || left < 0 ? 'overdue' : 'running'
  return <DueTag explain={explain} clock={{ ...rule, days, state, due: day, left: Math.abs(left), unit: 'day', soon: left <= 3 }} />
}

/** The zone's own day; the browser's may be another. */
export function useToday(): string {
  const { now } = useMe()
  return wallClock(now ?? new Date())?.date ?? ''
}

/** Days from one date to another; negative when the second is earlier. */
export const daysBetween = (from: string, to: string) => Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000)
