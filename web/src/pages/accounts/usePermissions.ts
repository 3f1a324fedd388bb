import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Problem } from '../../api/problem'
import { call } from '../../api/send'
import type { components } from '../../api/schema'
import { pick } from '../../api/types'

export type Matrix = components['schemas']['Matrix']
export type Permission = Matrix['items'][number]

/** Who may do what, as the program itself says it: every operation and how far each role's grant for it reaches. */
export function usePermissions() {
  return useQuery<Matrix, Problem>({ queryKey: ['permissions'], queryFn: () => call<Matrix>('GET', '/permissions'), staleTime: Infinity })
}

/** Names of the roles in the language shown. */
export function useRoleNames(): { names: Record<string, string>; grantable: string[]; second: string[]; separate: string[] } {
  const { i18n } = useTranslation()
  const roles = usePermissions().data?.roles ?? []
  return {
    names: Object.fromEntries(roles.map((role) => [role.name, pick(role, 'title', i18n.language)])),
    grantable: roles.filter((role) => role.grantable).map((role) => role.name),
    second: roles.filter((role) => role.second_factor).map((role) => role.name),
    separate: roles.filter((role) => role.separate).map((role) => role.name),
  }
}
