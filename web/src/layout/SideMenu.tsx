import { Menu } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'react-router'
import { menuOf } from '../nav/registry'
import { useMe } from '../session/session'
import { useZoneLink, useZoneSlug } from '../session/zone'

/** The pages this session may open, by group; the group of the page shown is open. */
export function SideMenu() {
  const { t } = useTranslation('nav')
  const me = useMe()
  const link = useZoneLink()
  const slug = useZoneSlug()
  const { pathname } = useLocation()
  const here = decodeURI(pathname).slice(`/z/${slug}/`.length)
  const menu = useMemo(() => menuOf(me), [me])
  const current = menu.flatMap((one) => one.pages).filter((page) => here === page.path || here.startsWith(page.path + '/'))
    .sort((a, b) => b.path.length - a.path.length)[0]
  const items = menu.map(({ group, pages }) => {
    const children = pages.map((page) => ({ key: page.path, label: <Link to={link(page.path)}>{t(`pages.${page.title}`)}</Link> }))
    // A group may be called like a page.
    const key = keyOf(group)
    return group === 'me' ? { key, type: 'group' as const, label: t(`groups.${group}`), children } : { key, label: t(`groups.${group}`), children }
  })
  return (
    <Menu mode="inline" inlineIndent={16} items={items} selectedKeys={current ? [current.path] : []} key={current?.group}
      defaultOpenKeys={menu.length <= 4 ? menu.map((one) => keyOf(one.group)) : current ? [keyOf(current.group)] : []} />
  )
}

const keyOf = (group: string) => `group:${group}`
