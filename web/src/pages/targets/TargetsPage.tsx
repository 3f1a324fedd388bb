import { Button, DatePicker, Skeleton } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { useCommand, useZoneQuery } from '../../api/query'
import type { Page } from '../../api/types'
import { FormDrawer } from '../../form/FormDrawer'
import type { FieldSpec } from '../../form/spec'
import { mayAny, useMe } from '../../session/session'
import { PlusOutlined, PrinterOutlined } from '../../ui/icons'
import { Refusal } from '../../ui/Refusal'
import { wallClock } from '../../ui/format'
import { newTarget } from './forms'
import { TargetCard } from './TargetCard'
import { targetPaths, useCategories, type Target } from './types'
import './targets.css'

/** A year's targets, each broken down to a unit and a name, with what is not broken down yet. */
export default function TargetsPage() {
  const { t } = useTranslation('targets')
  const me = useMe()
  const [params, setParams] = useSearchParams()
  const now = wallClock(me.now ?? new Date())?.date.slice(0, 4) ?? ''
  const year = /^\d{4}$/.test(params.get('year') ?? '') ? params.get('year')! : now
  const asked = useZoneQuery<Page<Target>>(targetPaths.all, { year })
  const categories = useCategories()
  const [making, setMaking] = useState(false)
  const make = useCommand(targetPaths.all)
  const category: FieldSpec = { name: 'category', kind: 'enum', required: true, options: [...categories.keys()], labels: Object.fromEntries(categories) }
  const items = asked.data?.items ?? []
  const groups = [...new Set(items.map((one) => one.category))]
  return (
    <section className="jk-stack" aria-labelledby="targets-title">
      <div className="jk-row" style={{ justifyContent: 'space-between' }}>
        <div>
          <h1 id="targets-title">{t('titleOf', { year })}</h1>
          <div className="jk-rule">{t('intro')}</div>
        </div>
        <div className="jk-row jk-tools">
          <DatePicker picker="year" allowClear={false} aria-label={t('fields.year')} value={dayjs(`${year}-01-01`)} onChange={(to) => setParams(to ? { year: to.format('YYYY') } : {})} />
          {mayAny(me, ['goals.target.edit']) && <Button type="primary" icon={<PlusOutlined />} onClick={() => setMaking(true)}>{t('new')}</Button>}
          <Button className="jk-wide-only" icon={<PrinterOutlined />} aria-label={t('register:print')} title={t('register:print')} onClick={() => print()} />
        </div>
      </div>
      <Refusal of={asked.error} onRetry={() => void asked.refetch()} />
      {asked.isPending && <Skeleton active />}
      {asked.data && items.length === 0 && <p className="jk-panel">{t('none', { year })}</p>}
      {groups.map((key) => (
        <section key={key} aria-label={categories.get(key) ?? key}>
          <h2>{categories.get(key) ?? key}</h2>
          <div className="jk-stack">{items.filter((one) => one.category === key).map((one) => <TargetCard key={one.id} target={one} onReload={() => void asked.refetch()} />)}</div>
        </section>
      ))}
      {making && (
        <FormDrawer open spec={newTarget(category)} busy={make.busy} problem={make.problem} onClose={() => { setMaking(false); make.clear() }}
          onSubmit={async (body) => (await make.run('POST', targetPaths.all, { body: { ...body, year: Number(year) } })) !== undefined} />
      )}
    </section>
  )
}
