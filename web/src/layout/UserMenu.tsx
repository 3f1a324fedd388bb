import { UserOutlined } from '../ui/icons'
import { Button, Dropdown } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useDoor, useMe } from '../session/session'
import { useZoneLink } from '../session/zone'
import { usePhone } from '../ui/usePhone'

/** Who I am here, and the way out. */
export function UserMenu() {
  const { t } = useTranslation()
  const me = useMe()
  const phone = usePhone()
  const { leave } = useDoor()
  const navigate = useNavigate()
  const link = useZoneLink()
  const roles = me.roles.map((role) => t([`nav:roles.${role}`, 'nav:roles.other'], { role })).join(t('comma'))
  return (
    <Dropdown trigger={['click']} menu={{
      items: [
        { key: 'who', type: 'group', label: <><div>{me.account.name}</div><div className="jk-rule">{roles}</div></> },
        { type: 'divider' },
        { key: 'security', label: t('nav:pages.security'), onClick: () => void navigate(link('security')) },
        { key: 'leave', label: me.demo ? t('user.change') : t('user.leave'), onClick: () => void leave().finally(() => navigate('/login')) },
      ],
    }}>
      <Button type="text" className="jk-on-dark" icon={<UserOutlined />} aria-label={t('user.menu', { name: me.account.name })}>
        {phone ? null : me.account.name}
      </Button>
    </Dropdown>
  )
}
