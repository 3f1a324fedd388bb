import { useTranslation } from 'react-i18next'
import { useZoneQuery } from '../../api/query'
import type { components } from '../../api/schema'

/** A yearly target or a share of one, as openapi.json says it. */
export type Target = components['schemas']['Target']

/** Paths of targets under the zone. */
export const targetPaths = {
  all: 'targets',
  one: (id: string) => `targets/${id}`,
  act: (id: string, action: string) => `targets/${id}/actions/${action}`,
}

interface Param {
  path: string
  value: string | null
}

/** The categories the zone's scheme names, by key, in the language shown. */
export function useCategories(): ReadonlyMap<string, string> {
  const { i18n } = useTranslation()
  const scheme = useZoneQuery<{ sections: { name: string; params: Param[] }[] }>('schemes/current')
  const out = new Map<string, string>()
  const wanted = i18n.language === 'en' ? 'en' : 'zh'
  for (const { path, value } of scheme.data?.sections.find((one) => one.name === 'goals')?.params ?? []) {
    const found = /^goals\.categories\[([^\]]+)\]\.(key|zh|en)$/.exec(path)
    if (found && value && (found[2] === wanted || !out.has(found[1]!))) out.set(found[1]!, value)
  }
  return out
}
