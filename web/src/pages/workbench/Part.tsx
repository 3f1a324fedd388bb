import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useZoneLink } from '../../session/zone'
import { DueDay } from '../../ui/DueDay'
import { pageOf } from './groups'
import type { BenchGroup } from './types'

/** One part of the workbench: its groups with their first rows; the count opens all of them. */
export function Part({ name, groups }: { name: string; groups: readonly BenchGroup[] }) {
  const { t } = useTranslation('workbench')
  return (
    <section id={`part-${name}`} tabIndex={-1} className="jk-panel jk-bench-part" aria-labelledby={`title-${name}`}>
      <h2 id={`title-${name}`}>{t(`part.${name}`)}</h2>
      {groups.length === 0 && <p className="jk-description">{t(`none.${name}`)}</p>}
      {groups.map((group) => <Group key={group.key} group={group} part={name} />)}
    </section>
  )
}

function Group({ group, part }: { group: BenchGroup; part: string }) {
  const { t } = useTranslation('workbench')
  const link = useZoneLink()
  return (
    <div className="jk-bench-group">
      <div className="jk-row" style={{ justifyContent: 'space-between' }}>
        <h3>{group.title}</h3>
        <Link to={link(pageOf(group.link))} aria-label={t('allOf', { title: group.title, count: group.count })}>{t('all', { count: group.count })}{group.more ? '+' : ''}</Link>
      </div>
      <ul className="jk-plain-list">
        {group.rows.map((row) => (
          <li key={row.id}>
            <span>
              <Link to={link(pageOf(row.link))}>{row.title}</Link>
              {(row.number || row.note) && <span className="jk-rule"> {[row.number, row.note].filter(Boolean).join(' · ')}</span>}
            </span>
            {row.due_on && part !== 'changed' && <DueDay day={row.due_on} late={row.late} />}
          </li>
        ))}
      </ul>
    </div>
  )
}
