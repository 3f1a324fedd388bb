import { Tag } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { components } from '../../api/schema'
import { RegisterPage } from '../../register/RegisterPage'
import type { RegisterSpec } from '../../register/spec'
import { mayAny, useMe } from '../../session/session'
import { DateText } from '../../ui/DateText'
import { CheckCircleOutlined, WarningOutlined } from '../../ui/icons'
import { accountForms, roleForm } from './forms'
import { Invitation } from './Invitation'
import { useRoleNames } from './usePermissions'
import './accounts.css'

type Account = components['schemas']['AccountView']
type Invited = components['schemas']['Invited']

/** The accounts: opened by the system administrator, given roles by the security administrator. */
export default function AccountsPage() {
  const me = useMe()
  const roles = useRoleNames()
  const [invited, setInvited] = useState<Invited>()
  const seesRoles = mayAny(me, ['account.role.read'])
  const spec = useMemo(() => specOf(seesRoles, roles, setInvited), [seesRoles, roles.names])
  return (
    <RegisterPage spec={spec}>
      {invited && <Invitation of={invited} onClose={() => setInvited(undefined)} />}
    </RegisterPage>
  )
}

function specOf(seesRoles: boolean, roles: ReturnType<typeof useRoleNames>, onInvited: (of: Invited) => void): RegisterSpec<Account> {
  const adverse = { adverse: true }
  return {
    name: seesRoles ? 'accounts.roles' : 'accounts', words: 'accounts', title: 'title', intro: seesRoles ? 'introSecurity' : 'intro', path: 'accounts',
    columns: [
      { field: 'login', lead: true },
      { field: 'name' },
      { field: 'unit', kind: 'ref' },
      ...(seesRoles ? [{ field: 'roles', render: (account: Account) => <Roles of={account.roles ?? []} names={roles.names} /> }] : []),
      { field: 'status', kind: 'enum' },
      { field: 'has_factor', render: (account) => <Bound yes={account.has_factor} /> },
      { field: 'last_login', kind: 'instant' },
      { field: 'created', kind: 'instant', off: true },
      { field: 'ends', kind: 'instant', off: true },
    ],
    filters: [
      { name: 'query', kind: 'text' },
      { name: 'status', kind: 'enum', options: ['active', 'disabled'] },
      ...(seesRoles ? [{ name: 'role', kind: 'enum' as const, options: roles.grantable, labels: roles.names }] : []),
    ],
    create: { need: 'account.create', form: accountForms.create, done: onInvited },
    acts: {
      edit: { put: true, form: (account) => accountForms.edit(account.person !== undefined && account.person !== null) },
      invite: { ...adverse, consequence: 'consequences.invite', done: onInvited },
      disable: { ...adverse, consequence: 'consequences.disable' },
      enable: { ...adverse, consequence: 'consequences.enable' },
      unlock: { ...adverse, consequence: 'consequences.unlock' },
      'reset-factor': { ...adverse, consequence: 'consequences.reset-factor' },
      'end-sessions': { ...adverse, consequence: 'consequences.end-sessions' },
      grant: { form: (account) => roleForm('grant', roles.grantable.filter((role) => !account.roles?.includes(role)), roles.names) },
      revoke: { form: (account) => roleForm('revoke', account.roles ?? [], roles.names) },
    },
    detail: [
      { field: 'login' }, { field: 'name' }, { field: 'person', kind: 'ref' }, { field: 'unit', kind: 'ref' }, { field: 'status', kind: 'enum' }, { field: 'reason' },
      ...(seesRoles ? [{ field: 'roles', render: (account: Account) => <Roles of={account.roles ?? []} names={roles.names} /> }] : []),
      { field: 'has_password', kind: 'bool' }, { field: 'has_factor', kind: 'bool' }, { field: 'locked_until', render: (account) => <Locked until={account.locked_until} /> },
      { field: 'created', kind: 'instant' }, { field: 'last_login', kind: 'instant' }, { field: 'ends', kind: 'instant' },
    ],
    nameOf: (account) => `${account.name} ${account.login}`,
    history: false,
  }
}

function Roles({ of, names }: { of: readonly string[]; names: Record<string, string> }) {
  const { t } = useTranslation('accounts')
  if (of.length === 0) return <span className="jk-description">{t('noRole')}</span>
  return <>{of.map((role) => <Tag key={role}>{names[role] ?? role}</Tag>)}</>
}

function Bound({ yes }: { yes: boolean }) {
  const { t } = useTranslation('accounts')
  return yes ? <span className="jk-nowrap"><CheckCircleOutlined /> {t('bound')}</span> : <span className="jk-description">{t('unbound')}</span>
}

function Locked({ until }: { until?: string }) {
  const { t } = useTranslation('accounts')
  return until ? <span><WarningOutlined /> <DateText of={until} /></span> : <>{t('shell:no')}</>
}
