import { BellOutlined } from '../ui/icons'
import { useQueryClient } from '@tanstack/react-query'
import { Badge, Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { zonePath, zonePaths } from '../api/paths'
import { useZoneQuery, zoneKey } from '../api/query'
import { call } from '../api/send'
import { pick, type Bilingual, type Page } from '../api/types'
import { recordLink } from '../nav/objects'
import { mayAny, useMe } from '../session/session'
import { useZoneLink, useZoneSlug } from '../session/zone'
import { DateText } from '../ui/DateText'
import { Refusal } from '../ui/Refusal'
import { Pop } from '../ui/Pop'

type Notice = Bilingual<'title'> & { id: string; at: string; object?: string; link?: string }

/** Unread notices to this person. Reading one in the list opens the page it is about. */
export function Bell() {
  const { t, i18n } = useTranslation()
  const me = useMe()
  const slug = useZoneSlug()
  const link = useZoneLink()
  const client = useQueryClient()
  const [open, setOpen] = useState(false)
  const allowed = mayAny(me, ['notify.read'])
  const asked = useZoneQuery<Page<Notice>>(allowed ? zonePaths.notices : '', { unread: true, limit: 20 }, { every: 60_000 })
  if (!allowed) return null
  const count = asked.data?.total ?? asked.data?.items.length ?? 0
  async function read(id: string) {
    setOpen(false)
    await call('POST', zonePath(slug, zonePaths.readNotice(id)))
    void client.invalidateQueries({ queryKey: zoneKey(slug, zonePaths.notices).slice(0, -1) })
  }
  return (
    <Pop open={open} onOpenChange={setOpen} placement="bottomRight" title={t('bell.title')} content={
      <div style={{ width: 320, maxWidth: '80vw' }}>
        <Refusal of={asked.error} onRetry={() => void asked.refetch()} />
        {count === 0 && !asked.error && <p>{t('bell.none')}</p>}
        <ul className="jk-plain-list jk-stack">
          {asked.data?.items.map((one) => (
            <li key={one.id}>
              <Link to={link(recordLink(one.object) ?? one.link ?? 'workbench')} onClick={() => void read(one.id)}>{pick(one, 'title', i18n.language)}</Link>
              <div className="jk-rule"><DateText of={one.at} /></div>
            </li>
          ))}
        </ul>
      </div>
    }>
      <Badge count={count} size="small" offset={[-6, 6]}>
        <Button type="text" className="jk-on-dark" icon={<BellOutlined />} aria-label={t('bell.label', { count })} />
      </Badge>
    </Pop>
  )
}
