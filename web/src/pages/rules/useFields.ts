import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useZoneQuery } from '../../api/query'
import { pick, type Bilingual } from '../../api/types'
import { mayAny, useMe } from '../../session/session'
import { rulePaths, type RuleCounts } from './types'

/** Fields of the library by key, as the zone's scheme names them. */
export type Fields = Readonly<Record<string, string>>

interface SchemePage {
  sections?: { params?: { path: string; value: string | null }[] | null }[] | null
}

/** The scheme's fields; those that already hold rules where the scheme may not be read. */
export function useFields(): Fields {
  const { i18n } = useTranslation()
  const me = useMe()
  const counts = useZoneQuery<RuleCounts>(rulePaths.counts)
  const scheme = useZoneQuery<SchemePage>(mayAny(me, ['scheme.read']) ? 'schemes/current' : '')
  return useMemo(() => {
    const out: Record<string, string> = {}
    for (const one of counts.data?.fields ?? []) out[one.field] = one.name || one.field
    return { ...out, ...fieldsOf(scheme.data, i18n.language) }
  }, [counts.data, scheme.data, i18n.language])
}

/** Reads rules.fields[0].key, .zh, .en out of the parameters of a scheme. */
export function fieldsOf(page: SchemePage | undefined, language: string): Fields {
  const rows = new Map<string, Record<string, string>>()
  for (const section of page?.sections ?? []) {
    for (const param of section.params ?? []) {
      const found = /^rules\.fields\[([^\]]+)\]\.(key|zh|en)$/.exec(param.path)
      if (!found || param.value === null) continue
      rows.set(found[1]!, { ...rows.get(found[1]!), [found[2] === 'key' ? 'key' : `name_${found[2]}`]: plain(param.value) })
    }
  }
  return Object.fromEntries([...rows.values()].filter((row) => row.key).map((row) => [row.key!, pick(row as Bilingual<'name'>, 'name', language) || row.key!]))
}

/** A text as a scheme writes it may stand in quotation marks. */
const plain = (value: string) => value.replace(/^"(.*)"$/, '$1')
