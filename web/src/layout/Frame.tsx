import { MenuOutlined } from '../ui/icons'
import { Button, Drawer } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, Outlet, useLocation } from 'react-router'
import { useMe } from '../session/session'
import { useZoneLink } from '../session/zone'
import { usePhone } from '../ui/usePhone'
import { Bell } from './Bell'
import { DemoClock } from './DemoClock'
import { IdleWatch } from './IdleWatch'
import { LanguageSwitch } from './LanguageSwitch'
import { LineNotice } from './LineNotice'
import { SideMenu } from './SideMenu'
import { UserMenu } from './UserMenu'
import { ZoneSwitch } from './ZoneSwitch'
import './layout.css'

/** Header, menu and page of a zone; on a phone the menu is a drawer. */
export function Frame() {
  const { t } = useTranslation()
  const me = useMe()
  const phone = usePhone()
  const link = useZoneLink()
  const { pathname } = useLocation()
  const [open, setOpen] = useState(false)
  const main = useRef<HTMLElement>(null)
  useEffect(() => {
    setOpen(false)
    main.current?.scrollTo?.(0, 0)
  }, [pathname])

  return (
    <div className="jk-frame">
      <a className="jk-skip" href="#main" onClick={(e) => { e.preventDefault(); main.current?.focus() }}>{t('skip')}</a>
      <header className="jk-header">
        {phone && <Button type="text" className="jk-on-dark" icon={<MenuOutlined />} aria-label={t('menu')} aria-expanded={open} onClick={() => setOpen(true)} />}
        <Link to={link('workbench')} className="jk-brand">{t('brand')}</Link>
        <ZoneSwitch />
        <span className="jk-header-space" />
        {me.demo && <DemoClock />}
        <LanguageSwitch />
        <Bell />
        <UserMenu />
      </header>
      <div className="jk-body">
        {phone ? (
          <Drawer open={open} placement="left" size={280} title={t('menu')} onClose={() => setOpen(false)} styles={{ body: { padding: 4 } }}>
            <nav aria-label={t('menu')}><SideMenu /></nav>
          </Drawer>
        ) : (
          <nav className="jk-side" aria-label={t('menu')}><SideMenu /></nav>
        )}
        <main id="main" ref={main} tabIndex={-1} className="jk-main">
          <LineNotice />
          <Outlet />
        </main>
      </div>
      <IdleWatch />
    </div>
  )
}
