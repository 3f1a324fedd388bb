import { Skeleton, Timeline } from 'antd'
import { useTranslation } from 'react-i18next'
import { useZoneQuery } from '../../api/query'
import { Show } from '../../register/Show'
import { mayAny, useMe } from '../../session/session'
import { DateText } from '../../ui/DateText'
import { Refusal } from '../../ui/Refusal'
import { rulePaths, type Readings, type Rule, type RuleStep } from './types'

/** The text of a rule as it is read, with its files. */
export function Text({ rule }: { rule: Rule }) {
  const { t } = useTranslation('rules')
  const paragraphs = (rule.body ?? '').split(/\n+/).filter((line) => line.trim() !== '')
  return (
    <div className="jk-stack">
      {paragraphs.length === 0 && !rule.files?.length && <p className="jk-description">{t('noText')}</p>}
      {paragraphs.length > 0 && <div className="jk-rule-text">{paragraphs.map((line, i) => <p key={i}>{line}</p>)}</div>}
      {rule.files && rule.files.length > 0 && <Show column={{ field: 'files', kind: 'files' }} row={{ files: rule.files }} words="rules" />}
    </div>
  )
}

/** A workflow's steps in order: who does what, within which time, with which papers. */
export function Steps({ steps, now = 0, ended }: { steps: readonly RuleStep[]; now?: number; ended?: boolean }) {
  const { t } = useTranslation('rules')
  if (steps.length === 0) return <p className="jk-description">{t('noSteps')}</p>
  return (
    <ol className="jk-steps">
      {steps.map((step, i) => (
        <li key={i} aria-current={now === i + 1 ? 'step' : undefined} className={now === i + 1 ? 'jk-step-now' : ended || now > i + 1 ? 'jk-step-past' : undefined}>
          <strong>{t('step.title', { no: i + 1, action: step.action })}</strong>
          <div>{[t(`duty.${step.duty}`), step.role_name ?? t([`nav:roles.${step.role}`, 'nav:roles.other'], { role: step.role }), step.home ? t('step.home') : ''].filter(Boolean).join(t('comma'))}</div>
          <div className="jk-rule">
            {step.limit && t('step.limit', { limit: limitText(step.limit, t) })}
            {step.evidence && step.evidence.length > 0 && t('step.evidence', { list: step.evidence.join(t('shell:comma')) })}
          </div>
        </li>
      ))}
    </ol>
  )
}

/** "3wd" → 3 个工作日. */
export function limitText(limit: string, t: (key: string, values?: Record<string, unknown>) => string): string {
  const found = /^(\d+)(wd|d|h)$/.exec(limit)
  if (!found) return limit
  const unit = { wd: 'workday', d: 'day', h: 'hour' }[found[2]!]!
  return t(`shell:clock.${unit}`, { count: Number(found[1]) })
}

/** Every edition there was; what a board was judged by stays readable. */
export function Editions({ rule }: { rule: Rule }) {
  const { t } = useTranslation('rules')
  return (
    <Timeline items={[...(rule.editions ?? [])].reverse().map((one) => ({
      key: String(one.no),
      content: (
        <>
          <div><strong>{t('edition.title', { no: one.no, title: one.title })}</strong></div>
          <div><DateText of={one.from} /> {one.until ? <>{t('edition.until')} <DateText of={one.until} /></> : t('edition.on')}</div>
          {one.trial_until && <div>{t('fields.trial_until')} <DateText of={one.trial_until} /></div>}
          {one.reason && <div>{t('register:history.reason', { reason: one.reason })}</div>}
          <div className="jk-rule">{one.by?.name} <DateText of={one.at} /></div>
        </>
      ),
    }))} />
  )
}

/** Who has read the edition of today; for those who keep the rules. */
export function Readers({ rule }: { rule: Rule }) {
  const { t } = useTranslation('rules')
  const allowed = mayAny(useMe(), ['rules.write'])
  const asked = useZoneQuery<Readings>(allowed ? rulePaths.readings(rule.id) : '')
  if (!allowed) return <p className="jk-description">{t('readers.notYours')}</p>
  if (asked.error) return <Refusal of={asked.error} onRetry={() => void asked.refetch()} />
  if (!asked.data) return <Skeleton active />
  const items = asked.data.items ?? []
  return (
    <>
      <p>{t('readers.count', { read: items.length, staff: asked.data.staff, edition: asked.data.edition })}</p>
      <ul className="jk-plain-list">
        {items.map((one) => <li key={one.person?.id}>{one.person?.name} <span className="jk-rule"><DateText of={one.at} /></span></li>)}
      </ul>
    </>
  )
}
