import { Alert, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Problem } from '../api/problem'

interface Props {
  of: Problem | null | undefined
  /** Ask again: shown when the line broke or the record is stale. */
  onRetry?: () => void
  /** Locations already shown under their fields. */
  shownBelow?: readonly string[]
}

const own = new Set(['line.broken', 'line.unreadable', 'page.fault'])

/** A refusal as a person reads it: what was refused, by which rule, what would pass, field by field. */
export function Refusal({ of, onRetry, shownBelow = [] }: Props) {
  const { t } = useTranslation()
  if (!of) return null
  const sentence = own.has(of.code) ? t(`problem.${of.code}`, { status: of.status }) : of.detail || of.title
  const rest = of.errors.filter((fault) => !shownBelow.includes(fault.location ?? ''))
  const again = onRetry && (of.unanswered || of.stale || of.status >= 500)
  return (
    <Alert
      role="alert"
      showIcon
      type={of.status >= 500 || of.status === 0 ? 'error' : 'warning'}
      title={sentence}
      description={
        (rest.length > 0 || of.rule || again || of.stale) && (
          <>
            {rest.length > 0 && (
              <ul style={{ margin: 0, paddingInlineStart: 20 }}>
                {rest.map((fault, i) => (
                  <li key={i}>
                    {fault.message}
                    {fault.rule && fault.rule !== of.rule ? t('problem.byRule', { rule: fault.rule }) : ''}
                  </li>
                ))}
              </ul>
            )}
            {of.rule && <div className="jk-rule">{t('problem.rule', { rule: of.rule })}</div>}
            {of.stale && <div>{t('problem.stale')}</div>}
            {again && (
              <Button size="small" onClick={onRetry} style={{ marginTop: 8 }}>
                {of.stale ? t('problem.reload') : t('problem.again')}
              </Button>
            )}
          </>
        )
      }
    />
  )
}
