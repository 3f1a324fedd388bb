import { Button } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { useZoneQuery } from '../../api/query'
import { RegisterPage } from '../../register/RegisterPage'
import { Refusal } from '../../ui/Refusal'
import { librarySpec } from './library'
import { rulePaths, type RuleCounts } from './types'
import { useFields } from './useFields'
import './rules.css'

/** The library of the zone's rules and workflows, counted as of a day. */
export default function LibraryPage() {
  const fields = useFields()
  const spec = useMemo(() => librarySpec(fields), [fields])
  return <RegisterPage spec={spec}><Counts /></RegisterPage>
}

/** How many are in force, each number a way to its rows. */
function Counts() {
  const { t } = useTranslation('rules')
  const [params, setParams] = useSearchParams()
  const asked = useZoneQuery<RuleCounts>(rulePaths.counts, { on: params.get('on') })
  const counts = asked.data
  const go = (kind: string, field?: string) => setParams((old) => {
    const now = new URLSearchParams(old)
    for (const name of ['cursor', 'open', 'field', 'kind']) now.delete(name)
    now.set('kind', kind)
    now.set('in_force', 'true')
    if (field) now.set('field', field)
    return now
  })
  if (asked.error) return <Refusal of={asked.error} onRetry={() => void asked.refetch()} />
  if (!counts) return null
  return (
    <section className="jk-panel jk-rule-counts" aria-label={t('counts.label', { on: counts.on })}>
      <div className="jk-row">
        <Big n={counts.rules} label={t('counts.rules')} onClick={() => go('rule')} />
        <Big n={counts.workflows} label={t('counts.workflows')} onClick={() => go('workflow')} />
      </div>
      <ul className="jk-plain-list jk-row">
        {counts.fields?.map((one) => (
          <li key={one.field}>
            {one.name || one.field}
            {one.rules > 0 && <Button type="link" size="small" onClick={() => go('rule', one.field)}>{t('counts.ofRules', { count: one.rules })}</Button>}
            {one.workflows > 0 && <Button type="link" size="small" onClick={() => go('workflow', one.field)}>{t('counts.ofWorkflows', { count: one.workflows })}</Button>}
          </li>
        ))}
      </ul>
      <div className="jk-rule">{t('counts.rule', { on: counts.on })}</div>
    </section>
  )
}

function Big({ n, label, onClick }: { n: number; label: string; onClick: () => void }) {
  return <button type="button" className="jk-big-number" onClick={onClick}><strong>{n}</strong> <span>{label}</span></button>
}
