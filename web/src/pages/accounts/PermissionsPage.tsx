import { Select, Skeleton } from 'antd'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { pick } from '../../api/types'
import '../../register/table.css'
import { Refusal } from '../../ui/Refusal'
import { usePermissions, type Permission } from './usePermissions'
import './accounts.css'

/** Who may do what: asked of the running program, so that it cannot differ from what a request is answered with. */
export default function PermissionsPage() {
  const { t, i18n } = useTranslation('accounts')
  const [params, setParams] = useSearchParams()
  const asked = usePermissions()
  const only = params.get('role') ?? ''
  const room = params.get('room') ?? ''
  const set = (name: string, value?: string) => setParams((old) => {
    const now = new URLSearchParams(old)
    if (value) now.set(name, value)
    else now.delete(name)
    return now
  }, { replace: true })
  const matrix = asked.data
  const signed = matrix?.items.filter((one) => one.action) ?? []
  const rooms = [...new Set(signed.map((one) => one.room))]
  const roles = matrix?.roles.filter((role) => (only ? role.name === only : role.name !== 'system' && role.name !== 'visitor' && role.name !== 'pending')) ?? []
  const rows = signed.filter((one) => (!room || one.room === room) && (!only || reach(one, only) !== 'none'))
  return (
    <section className="jk-register jk-a3" aria-labelledby="permissions-title">
      <div>
        <h1 id="permissions-title">{t('permissions.title')}</h1>
        <div className="jk-rule">{t('permissions.intro')}</div>
      </div>
      <div className="jk-filters jk-tools" role="search" aria-label={t('register:filters')}>
        <label><span>{t('permissions.role')}</span>
          <Select allowClear aria-label={t('permissions.role')} value={only || undefined} onChange={(to?: string) => set('role', to)} popupMatchSelectWidth={false} showSearch={{ optionFilterProp: 'label' }}
            options={matrix?.roles.map((role) => ({ value: role.name, label: pick(role, 'title', i18n.language) }))} />
        </label>
        <label><span>{t('permissions.room')}</span>
          <Select allowClear aria-label={t('permissions.room')} value={room || undefined} onChange={(to?: string) => set('room', to)} options={rooms.map((value) => ({ value, label: t([`rooms.${value}`, 'permissions.other'], { room: value }) }))} />
        </label>
      </div>
      <Refusal of={asked.error} onRetry={() => void asked.refetch()} />
      {asked.isPending && <Skeleton active />}
      {matrix && (
        <div className="jk-table-box" tabIndex={0} role="group" aria-label={t('permissions.title')}>
          <table className="jk-table jk-matrix">
            <thead>
              <tr>
                <th scope="col">{t('permissions.operation')}</th>
                {roles.map((role) => <th key={role.name} scope="col" className="jk-matrix-role">{pick(role, 'title', i18n.language)}</th>)}
              </tr>
            </thead>
            {rooms.filter((one) => rows.some((row) => row.room === one)).map((one) => (
              <tbody key={one}>
                <tr><th scope="rowgroup" colSpan={roles.length + 1} className="jk-matrix-room">{t([`rooms.${one}`, 'permissions.other'], { room: one })}</th></tr>
                {rows.filter((row) => row.room === one).map((row) => (
                  <tr key={row.operation}>
                    <th scope="row" className="jk-matrix-op">{pick(row, 'title', i18n.language)}{row.kind === 'adverse' && <span className="jk-rule"> {t('permissions.adverse')}</span>}</th>
                    {roles.map((role) => <td key={role.name} className="jk-matrix-cell">{t(`reach.${reach(row, role.name)}`)}</td>)}
                  </tr>
                ))}
              </tbody>
            ))}
          </table>
        </div>
      )}
    </section>
  )
}

/** How far a role's grant for an operation goes; the plus sign of "unit+own" is no key of a dictionary. */
const reach = (row: Permission, role: string) => (row.roles[role] ?? 'none').replace('+', '_')
