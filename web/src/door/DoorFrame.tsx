import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { LanguageSwitch } from '../layout/LanguageSwitch'
import { LineNotice } from '../layout/LineNotice'
import '../layout/layout.css'

/** The frame of pages before the door: login, first start, not found. */
export function DoorFrame({ children }: { children: ReactNode }) {
  const { t } = useTranslation()
  return (
    <div className="jk-door">
      <header className="jk-header">
        <span className="jk-brand">{t('brand')}</span>
        <span className="jk-header-space" />
        <LanguageSwitch />
      </header>
      <main className="jk-door-body">
        <LineNotice />
        {children}
      </main>
    </div>
  )
}
