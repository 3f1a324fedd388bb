import { useTranslation } from 'react-i18next'
import { pick } from '../../api/types'
import '../../register/table.css'
import type { Change } from './types'
import { useSay } from './values'

/** Parameters that differ, each before and after. */
export function Changes({ of, label, before, after }: { of: readonly Change[]; label: string; before: string; after: string }) {
  const { t, i18n } = useTranslation('scheme')
  const say = useSay()
  if (of.length === 0) return <p className="jk-panel">{t('noChanges')}</p>
  const value = (path: string, text: string | null) => (text === null ? <span className="jk-unset">{t('notSet')}</span> : say(path, text) || '—')
  return (
    <div className="jk-scheme-changes" tabIndex={0} role="group" aria-label={label}>
      <table className="jk-table" aria-label={label}>
        <thead><tr><th scope="col">{t('parameter')}</th><th scope="col">{before}</th><th scope="col">{after}</th></tr></thead>
        <tbody>
          {of.map((change) => (
            <tr key={change.path}>
              <th scope="row" style={{ fontWeight: 400 }}>{pick(change, 'name', i18n.language)} <code className="jk-path">{change.path}</code></th>
              <td>{value(change.path, change.before)}</td>
              <td><strong>{value(change.path, change.after)}</strong></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
