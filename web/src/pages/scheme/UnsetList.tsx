import { useTranslation } from 'react-i18next'
import { pick } from '../../api/types'
import { CheckCircleOutlined } from '../../ui/icons'
import type { SchemePage } from './types'

/** What the scheme leaves open, by what is refused because of it. */
export function UnsetList({ of }: { of: SchemePage }) {
  const { t, i18n } = useTranslation('scheme')
  const open = of.sections.flatMap((section) => section.params.filter((param) => param.unset))
  const needs = [...new Set(open.map((param) => pick(param, 'needs', i18n.language)))]
  if (open.length === 0) return <p className="jk-panel"><CheckCircleOutlined /> {t('allSet')}</p>
  return (
    <>
      <p className="jk-rule">{t('unsetIntro')}</p>
      <div className="jk-stack">
        {needs.map((need) => (
          <section key={need} className="jk-panel" aria-label={need}>
            <h2>{need ? t('refused', { what: need }) : t('refusedNothing')}</h2>
            <ul className="jk-plain-list">
              {open.filter((param) => pick(param, 'needs', i18n.language) === need).map((param) => (
                <li key={param.path}>{pick(param, 'name', i18n.language)} <code className="jk-path">{param.path}</code></li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </>
  )
}
