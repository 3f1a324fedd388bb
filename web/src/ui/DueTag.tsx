import { CheckCircleOutlined, ClockCircleOutlined, PauseCircleOutlined, WarningOutlined } from './icons'
import { Tag } from 'antd'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useZoneQuery } from '../api/query'
import { pick, type Bilingual } from '../api/types'
import { DateText } from './DateText'
import { Refusal } from './Refusal'
import { Pop } from './Pop'

/** One day of a clock's reckoning. */
export interface ClockDay extends Bilingual<'why'> {
  day: string
  counted: boolean
}

/** A clock as the API tells it: budget and segments are the server's, the deadline is computed. */
export interface Clock extends Bilingual<'rule'> {
  state: 'running' | 'paused' | 'met' | 'overdue'
  due?: string
  /** Days or hours left; negative when late. */
  left?: number
  unit?: 'workday' | 'day' | 'hour'
  /** Near enough to be shown amber before it is late. */
  soon?: boolean
  days?: ClockDay[]
}

interface Props {
  clock: Clock | null | undefined
  /** Path under the zone that answers {days}; asked only when the reckoning is opened. */
  explain?: string
}

/** A deadline in words, with an icon; opened, it counts day by day and names the rule. */
export function DueTag({ clock, explain = '' }: Props) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  if (!clock) return null
  const look = looks(clock)
  const words = clockWords(clock, t)
  return (
    <Pop
     
      open={open}
      onOpenChange={setOpen}
      title={t('clock.title')}
      content={<Reckoning clock={clock} path={clock.days || !open ? '' : explain} />}
    >
      <button type="button" className="jk-link-button" aria-expanded={open} onClick={(e) => e.stopPropagation()}>
        <Tag color={look.colour} icon={look.icon} style={{ marginInlineEnd: 0 }}>{words}</Tag>
      </button>
    </Pop>
  )
}

function looks(clock: Clock): { colour: string; icon: ReactNode } {
  if (clock.state === 'met') return { colour: 'success', icon: <CheckCircleOutlined /> }
  if (clock.state === 'overdue') return { colour: 'warning', icon: <WarningOutlined /> }
  if (clock.state === 'paused') return { colour: 'default', icon: <PauseCircleOutlined /> }
  return { colour: clock.soon ? 'warning' : 'default', icon: <ClockCircleOutlined /> }
}

type Words = (key: string, values?: Record<string, unknown>) => string

/** The state of a clock as a short phrase: 余 3 个工作日, 已超期 2 天, 计时中止, 按期办结. */
export function clockWords(clock: Clock, t: Words): string {
  if (clock.state === 'met' || clock.state === 'paused') return t(`clock.${clock.state}`)
  if (clock.left === undefined) return t(`clock.${clock.state}`)
  const amount = t(`clock.${clock.unit ?? 'day'}`, { count: Math.abs(clock.left) })
  if (clock.state === 'overdue') return t('clock.late', { amount })
  return clock.left === 0 ? t('clock.today') : t('clock.left', { amount })
}

function Reckoning({ clock, path }: { clock: Clock; path: string }) {
  const { t, i18n } = useTranslation()
  const asked = useZoneQuery<{ days: ClockDay[] }>(path)
  const days = clock.days ?? asked.data?.days
  return (
    <div style={{ maxWidth: 360 }}>
      <p style={{ marginTop: 0 }}>{pick(clock, 'rule', i18n.language)}</p>
      {clock.due && <p>{t('clock.due')} <DateText of={clock.due} /></p>}
      <Refusal of={asked.error} onRetry={() => void asked.refetch()} />
      {days && (
        <ol className="jk-plain-list" style={{ maxHeight: 260, overflow: 'auto' }} tabIndex={0} aria-label={t('clock.days')}>
          {days.map((day) => (
            <li key={day.day} className={day.counted ? '' : 'jk-description'}>
              <DateText of={day.day} /> {day.counted ? t('clock.counted') : t('clock.notCounted')} {pick(day, 'why', i18n.language)}
            </li>
          ))}
        </ol>
      )}
    </div>
  )
}
