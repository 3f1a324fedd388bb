import { Alert, Button, DatePicker, Skeleton } from 'antd'
import dayjs from 'dayjs'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { useZoneQuery } from '../../api/query'
import type { components } from '../../api/schema'
import { DateText } from '../../ui/DateText'
import { PrinterOutlined, WarningOutlined } from '../../ui/icons'
import { Nothing } from '../../ui/Money'
import { Refusal } from '../../ui/Refusal'
import { Compare } from './Compare'
import { PostTree, UnitTree } from './Trees'
import './org.css'

type Structure = components['schemas']['Structure']

/** The organisation of a day: its chart, how deep and how wide it is, and what changed since another day. */
export default function StructurePage() {
  const { t } = useTranslation('org')
  const [params, setParams] = useSearchParams()
  const on = params.get('on') ?? ''
  const since = params.get('since') ?? ''
  const asked = useZoneQuery<Structure>('org/structure', { on })
  const set = (name: string, value: string) => setParams((old) => {
    const now = new URLSearchParams(old)
    if (value) now.set(name, value)
    else now.delete(name)
    return now
  }, { replace: true })
  const found = asked.data
  return (
    <section className="jk-stack jk-a3" aria-labelledby="structure-title">
      <div className="jk-row" style={{ justifyContent: 'space-between' }}>
        <div>
          <h1 id="structure-title">{t('structure')}{found && t('shortOf', { short: found.short })}</h1>
          <div className="jk-rule">{found && <>{t('onDay')} <DateText of={found.day} /></>}</div>
        </div>
        <div className="jk-row jk-tools">
          <Day label={t('asOf')} value={on} onChange={(day) => set('on', day)} />
          <Day label={t('since')} value={since} onChange={(day) => set('since', day)} />
          <Button className="jk-wide-only" icon={<PrinterOutlined />} aria-label={t('register:print')} title={t('register:print')} onClick={() => print()} />
        </div>
      </div>
      <Refusal of={asked.error} onRetry={() => void asked.refetch()} />
      {asked.isPending && <Skeleton active />}
      {found && (
        <>
          <Figures of={found} />
          {since && <Compare from={since} to={found.day} />}
          <section className="jk-panel" aria-labelledby="units-chart">
            <h2 id="units-chart">{t('unitsChart')}</h2>
            <UnitTree units={found.units} />
          </section>
          <section className="jk-panel" aria-labelledby="posts-chart">
            <h2 id="posts-chart">{t('postsChart')}</h2>
            {found.posts.length === 0 ? <p className="jk-description">{t('noPosts')}</p> : <PostTree posts={found.posts} units={found.units} />}
          </section>
        </>
      )}
    </section>
  )
}

function Day({ label, value, onChange }: { label: string; value: string; onChange: (day: string) => void }) {
  return (
    <label className="jk-day">
      <span>{label}</span>
      <DatePicker aria-label={label} value={value ? dayjs(value) : null} onChange={(to) => onChange(to ? to.format('YYYY-MM-DD') : '')} />
    </label>
  )
}

function Figures({ of }: { of: Structure }) {
  const { t } = useTranslation('org')
  return (
    <div className="jk-panel">
      <dl className="jk-org-figures">
        <Figure name={t('figures.departments')}>{of.departments}</Figure>
        <Figure name={t('figures.general')}>{of.general}</Figure>
        <Figure name={t('figures.depth')}>{of.unit_depth}</Figure>
        <Figure name={t('figures.levels')}>{of.max_levels ? t('figures.levelsOf', { levels: of.levels, max: of.max_levels }) : of.levels}</Figure>
        <Figure name={t('figures.core')}>
          {of.core ? t('figures.coreShare', { percent: of.core.percent, core: of.core.core, all: of.core.departments }) : <Nothing />}
          <span className="jk-rule"> {t(`core.${of.core_standing}`)}</span>
        </Figure>
      </dl>
      {of.too_deep ? <Alert type="warning" showIcon icon={<WarningOutlined />} title={of.level_note} /> : <p className="jk-rule" style={{ margin: 0 }}>{of.level_note}</p>}
      {of.longest.length > 1 && <p className="jk-rule" style={{ margin: 0 }}>{t('longest', { line: of.longest.join(' → ') })}</p>}
      {of.uncategorised > 0 && <p className="jk-rule" style={{ margin: 0 }}>{t('uncategorised', { count: of.uncategorised })}</p>}
    </div>
  )
}

function Figure({ name, children }: { name: string; children: ReactNode }) {
  return <div><dt>{name}</dt><dd>{children}</dd></div>
}
