import type { components } from '../../api/schema'

/** Shapes of lists as openapi.json says them. */
export type KeyList = components['schemas']['KeyList']
export type KeyItem = components['schemas']['KeyItem']
export type Amendment = components['schemas']['Amendment']
export type ItemBody = components['schemas']['ItemBody']
export type Ref = components['schemas']['Ref']

/** Paths of lists under the zone. */
export const listPaths = {
  all: 'month-lists',
  one: (id: string) => `month-lists/${id}`,
  items: (id: string) => `month-lists/${id}/items`,
  act: (id: string, action: string) => `month-lists/${id}/actions/${action}`,
  export: (id: string) => `month-lists/${id}/export`,
  template: 'month-list-template',
  item: (id: string) => `month-list-items/${id}`,
  itemAct: (id: string, action: string) => `month-list-items/${id}/actions/${action}`,
}

/** Whether the list offers an action now. */
export const offers = (list: KeyList | undefined, name: string) => list?.actions.some((one) => one.name === name && one.allowed) ?? false

type Words = (key: string, values?: Record<string, unknown>) => string

/** What people call a list: the month's, or the node's. */
export function nameOf(list: KeyList, t: Words): string {
  if (list.kind === 'node') return t('names.node', { node: list.node })
  const [y, m] = list.month.split('-')
  return t('names.month', { month: t('shell:date.month', { y, month: t(`shell:date.months.${Number(m)}`) }) })
}
