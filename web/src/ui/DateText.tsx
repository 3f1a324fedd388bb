import { useTranslation } from 'react-i18next'
import { Nothing } from './Money'
import { wallClock } from './format'

interface Props {
  /** A date (2020-12-08), a month (2020-12) or an instant (RFC 3339). */
  of: string | null | undefined
  /** Tables and forms show 2020-12-08; documents 2020年12月8日. */
  manner?: 'table' | 'document'
  /** Show the time of an instant; on by default. */
  time?: boolean
}

/** A day, month or instant on the zone's own clock. */
export function DateText({ of, manner = 'table', time = true }: Props) {
  const { t } = useTranslation()
  if (!of) return <Nothing />
  const clock = of.includes('T') ? wallClock(of) : undefined
  const date = clock?.date ?? of
  const [y, m, d] = date.split('-')
  const shown =
    manner === 'table' ? date
      : d ? t('date.day', { y, d: Number(d), month: t(`date.months.${Number(m)}`) })
        : t('date.month', { y, month: t(`date.months.${Number(m)}`) })
  return (
    <time dateTime={of} className="jk-nowrap">
      {shown}
      {clock && time ? ` ${clock.time}` : ''}
    </time>
  )
}
