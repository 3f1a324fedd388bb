import { useTranslation } from 'react-i18next'
import { CheckCircleOutlined, QuestionCircleOutlined, WarningOutlined } from '../../ui/icons'
import type { Report } from './types'

const severities = ['error', 'warning', 'unset'] as const

/** Everything the program has to say about a text, each with its line. */
export function Problems({ report, checking, onGo }: { report: Report | undefined; checking: boolean; onGo: (line: number, column: number) => void }) {
  const { t } = useTranslation('scheme')
  const count = report && { error: report.errors, warning: report.warnings, unset: report.unset }
  return (
    <aside className="jk-panel jk-problems" aria-labelledby="problems-title">
      <h2 id="problems-title">{t('check.title')}</h2>
      <p role="status" className="jk-rule">{checking ? t('check.checking') : !report ? t('check.empty') : !report.ok ? t('check.errors') : report.changes.length === 0 ? t('check.same') : t('check.ok')}</p>
      {count && severities.filter((one) => count[one] > 0).map((severity) => (
        <details key={severity} open={severity !== 'unset'}>
          <summary><Icon of={severity} /> {t(`check.${severity}`, { count: count[severity] })}</summary>
          <ol className="jk-plain-list">
            {report.problems.filter((one) => one.severity === severity).map((one, i) => (
              <li key={i}>
                {one.line > 0 ? <button type="button" className="jk-link-button" onClick={() => onGo(one.line, one.column)}>{t('check.line', { line: one.line })}</button> : null}
                {' '}{one.message} {one.path && <code className="jk-path">{one.path}</code>}
              </li>
            ))}
          </ol>
        </details>
      ))}
      {report && report.problems.length === 0 && <p><CheckCircleOutlined /> {t('check.nothing')}</p>}
    </aside>
  )
}

function Icon({ of }: { of: (typeof severities)[number] }) {
  return of === 'unset' ? <QuestionCircleOutlined /> : <WarningOutlined />
}
