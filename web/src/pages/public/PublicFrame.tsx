import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { LanguageSwitch } from '../../layout/LanguageSwitch'
import '../../layout/layout.css'

/** The frame of what everybody may read: no menu, a way to the door for those who work here. */
export function PublicFrame({ children }: { children: ReactNode }) {
  const { t } = useTranslation('public')
  return (
    <div className="jk-door">
      <header className="jk-header">
        <Link to="/public" className="jk-brand">{t('shell:brand')}</Link>
        <span className="jk-header-space" />
        <LanguageSwitch />
        <Link to="/login" className="jk-on-dark jk-public-door">{t('door')}</Link>
      </header>
      <main className="jk-door-body jk-stack">{children}</main>
    </div>
  )
}
