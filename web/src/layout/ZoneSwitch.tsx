import { DownOutlined } from '../ui/icons'
import { Button, Dropdown } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { pick } from '../api/types'
import { useMe } from '../session/session'
import { useZoneSlug, zoneLink } from '../session/zone'

/** The zone worked in; who supervises several may change it. */
export function ZoneSwitch() {
  const { t, i18n } = useTranslation()
  const me = useMe()
  const slug = useZoneSlug()
  const navigate = useNavigate()
  const own = me.home ?? me.zone
  const zones = [own, ...(me.zones ?? []).filter((zone) => zone.slug !== own.slug)]
  const here = zones.find((zone) => zone.slug === slug) ?? me.zone
  const name = pick(here, 'name', i18n.language)
  if (zones.length < 2) return <span className="jk-zone-name">{name}</span>
  return (
    <Dropdown trigger={['click']} menu={{
      selectable: true,
      selectedKeys: [slug],
      items: zones.map((zone) => ({ key: zone.slug, label: pick(zone, 'name', i18n.language) })),
      onClick: ({ key }) => void navigate(zoneLink(key, 'workbench')),
    }}>
      <Button type="text" className="jk-on-dark" aria-label={t('zone', { name })}>
        <span className="jk-zone-name">{name}</span> <DownOutlined />
      </Button>
    </Dropdown>
  )
}
