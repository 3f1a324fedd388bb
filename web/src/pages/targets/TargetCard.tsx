import { Tag } from 'antd'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useZoneQuery } from '../../api/query'
import { DateText } from '../../ui/DateText'
import { grouped } from '../../ui/format'
import { CheckCircleOutlined } from '../../ui/icons'
import { Refusal } from '../../ui/Refusal'
import { shareOf } from './share'
import { TargetActions } from './TargetActions'
import { targetPaths, type Target } from './types'

/** A target: how much of it is broken down, to whom, and what is kept back. */
export function TargetCard({ target, onReload }: { target: Target; onReload: () => void }) {
  const { t } = useTranslation('targets')
  const [history, setHistory] = useState(false)
  const shares = target.shares ?? []
  const actable = shares.some((one) => one.actions.some(({ name, allowed }) => allowed && name !== 'allocate' && name !== 'reserve'))
  const amount = (n = '0') => t('amount', { n: grouped(n.replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '')), unit: target.unit_name })
  const parts = [
    { key: 'allocated', n: target.allocated },
    { key: 'reserve', n: target.reserve },
    { key: 'unallocated', n: target.unallocated },
  ] as const
  return (
    <article className="jk-panel jk-keep" aria-label={target.indicator}>
      <div className="jk-row" style={{ justifyContent: 'space-between', alignItems: 'flex-start' }}>
        <div>
          <strong>{target.indicator}</strong> <Tag color={target.status === 'issued' ? 'blue' : undefined}>{t(`status.${target.status}`)}</Tag>
          <div className="jk-rule">
            {[target.basis && t('basis', { basis: target.basis }), t('weight', { weight: target.weight })].filter(Boolean).join(' · ')}
            {target.issued_at && <> · {t('issued', { by: target.given_by ?? '' })} <DateText of={target.issued_at} /></>}
          </div>
        </div>
        <TargetActions target={target} onReload={onReload} />
      </div>
      <dl className="jk-target-figures">
        <Figure name={t('fields.value')}><strong>{amount(target.value)}</strong></Figure>
        {parts.map(({ key, n }) => (
          <Figure key={key} name={<><i className={`jk-part jk-part-${key}`} aria-hidden="true" /> {t(`fields.${key}`)}</>}>{amount(n)}</Figure>
        ))}
      </dl>
      <div className="jk-target-bar" aria-hidden="true">
        {parts.map(({ key, n }) => <i key={key} className={`jk-part-${key}`} style={{ width: `${shareOf(n, target.value)}%` }} />)}
      </div>
      {shares.length > 0 && (
        <div className="jk-target-shares" tabIndex={0} role="region" aria-label={t('sharesOf', { indicator: target.indicator })}>
          <table className="jk-compare" aria-label={t('sharesOf', { indicator: target.indicator })}>
            <thead>
              <tr>
                <th scope="col">{t('fields.unit')}</th><th scope="col">{t('fields.person')}</th><th scope="col" className="jk-number">{t('fields.share')}</th>
                <th scope="col" className="jk-number">{t('fields.weight')}</th><th scope="col">{t('fields.signed')}</th>{actable && <th scope="col" className="jk-no-print">{t('register:rows.tools')}</th>}
              </tr>
            </thead>
            <tbody>
              {shares.map((one) => (
                <tr key={one.id}>
                  <th scope="row">{one.unit?.name}</th>
                  <td>{one.person?.name ?? t('shell:nothing')}</td>
                  <td className="jk-number">{amount(one.value)}</td>
                  <td className="jk-number">{one.weight}</td>
                  <td>{one.signed_by ? <span className="jk-nowrap"><CheckCircleOutlined /> {one.signed_by} <DateText of={one.signed_at} time={false} /></span> : t(one.status === 'issued' ? 'unsigned' : 'status.draft')}</td>
                  {actable && <td className="jk-no-print"><TargetActions target={{ ...one, indicator: one.indicator || target.indicator, unit_name: one.unit_name || target.unit_name }} small onReload={onReload} /></td>}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {target.status === 'issued' && (
        <details className="jk-no-print" onToggle={(e) => setHistory(e.currentTarget.open)}>
          <summary>{t('adjustments')}</summary>
          {history && <Adjustments id={target.id} unit={target.unit_name} />}
        </details>
      )}
    </article>
  )
}

function Figure({ name, children }: { name: ReactNode; children: ReactNode }) {
  return <div><dt>{name}</dt><dd>{children}</dd></div>
}

function Adjustments({ id, unit }: { id: string; unit: string }) {
  const { t } = useTranslation('targets')
  const asked = useZoneQuery<Target>(targetPaths.one(id))
  const all = asked.data?.adjustments ?? []
  return (
    <>
      <Refusal of={asked.error} onRetry={() => void asked.refetch()} />
      {asked.data && all.length === 0 && <p>{t('noAdjustments')}</p>}
      <ol className="jk-plain-list">
        {all.map((one, i) => (
          <li key={i}><DateText of={one.on} /> {one.by} · {t('adjusted', { before: grouped(one.before), after: grouped(one.after), unit })} · {t('register:history.reason', { reason: one.reason })}</li>
        ))}
      </ol>
    </>
  )
}
