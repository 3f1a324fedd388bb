import { Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { useMe } from '../../session/session'
import { wallClock } from '../../ui/format'
import type { KeyItem, KeyList } from './types'

const dayOf = (date: string) => Math.floor(Date.parse(date + 'T00:00:00Z') / 86_400_000)
const dateOf = (day: number) => new Date(day * 86_400_000).toISOString().slice(0, 10)

const groupings = ['due_on', 'unit', 'lead'] as const

/** The items on the days until they are due, the earliest first; the day of evaluation and today as lines. */
export function Gantt({ list }: { list: KeyList }) {
  const { t } = useTranslation('lists')
  const me = useMe()
  const [params, setParams] = useSearchParams()
  const by = groupings.find((one) => one === params.get('by')) ?? 'due_on'
  const items = (list.items ?? []).filter((item) => item.status === 'active')
  const from = dayOf(list.month + '-01')
  const to = Math.max(dayOf(list.evaluate_on), ...items.map((item) => dayOf(item.due_on)))
  const share = (day: number) => ((day - from) / (to - from + 1)) * 100
  const today = me.now ? dayOf(wallClock(me.now)?.date ?? list.evaluate_on) : undefined
  const weeks = Array.from({ length: to - from + 1 }, (_, i) => from + i).filter((day) => day === from || (day - from > 3 && new Date(day * 86_400_000).getUTCDay() === 1))
  const groups = grouped(items, by)
  return (
    <div className="jk-panel jk-gantt">
      <div className="jk-row jk-tools">
        <span>{t('gantt.by')}</span>
        <Select aria-label={t('gantt.by')} value={by} onChange={(to) => setParams({ view: 'gantt', ...(to !== 'due_on' && { by: to }) }, { replace: true })} style={{ minWidth: 130 }}
          options={groupings.map((value) => ({ value, label: t(`fields.${value}`) }))} />
        <span className="jk-rule">{t('gantt.rule')}</span>
      </div>
      <div className="jk-gantt-head" aria-hidden="true">
        {weeks.map((day) => <span key={day} style={{ insetInlineStart: `${share(day)}%` }}>{dateOf(day).slice(5)}</span>)}
      </div>
      {groups.map(([title, rows]) => (
        <section key={title} aria-label={title || t('gantt.all')}>
          {title && <h2>{title}</h2>}
          <ul className="jk-plain-list">
            {rows.map((item) => (
              <li key={item.id} className="jk-gantt-row jk-keep">
                <span className="jk-gantt-name">{t('item.numbered', { line: item.line, title: item.title })}<span className="jk-rule"> {[item.unit?.name, item.person?.name].filter(Boolean).join(' · ')}</span></span>
                <span className="jk-gantt-track">
                  {weeks.slice(1).map((day) => <i key={day} className="jk-gantt-week" style={{ insetInlineStart: `${share(day)}%` }} />)}
                  <span className="jk-gantt-bar" style={{ width: `${share(dayOf(item.due_on) + 1)}%` }} />
                  {today !== undefined && today >= from && today <= to && <i className="jk-gantt-today" style={{ insetInlineStart: `${share(today)}%` }} />}
                  <i className="jk-gantt-end" style={{ insetInlineStart: `${share(dayOf(list.evaluate_on) + 1)}%` }} />
                  <span className="jk-gantt-due" style={{ insetInlineStart: `min(${share(dayOf(item.due_on) + 1)}%, calc(100% - 44px))` }}>{item.due_on.slice(5)}</span>
                </span>
              </li>
            ))}
          </ul>
        </section>
      ))}
      <p className="jk-rule">{t('gantt.legend', { evaluate: list.evaluate_on, today: today === undefined ? '' : dateOf(today) })}</p>
    </div>
  )
}

function grouped(items: readonly KeyItem[], by: (typeof groupings)[number]): [string, KeyItem[]][] {
  const sorted = [...items].sort((a, b) => (a.due_on === b.due_on ? a.line - b.line : a.due_on < b.due_on ? -1 : 1))
  if (by === 'due_on') return [['', sorted]]
  const out = new Map<string, KeyItem[]>()
  for (const item of sorted) {
    const title = item[by]?.name ?? '—'
    out.set(title, [...(out.get(title) ?? []), item])
  }
  return [...out]
}
