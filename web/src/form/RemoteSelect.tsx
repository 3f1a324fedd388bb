import { Select } from 'antd'
import { useMemo, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useZoneQuery } from '../api/query'
import { pick, type Bilingual, type Page } from '../api/types'

type Named = Bilingual<'name'> & { id: string; name?: string; title?: string; hint?: string; number?: string; month?: string; unit?: { name: string } | null }

interface Props {
  /**
   * Path under the zone answering a list. A parameter without a value gets what is typed ("people?status=active&query=");
   * where there is none the list is short, asked once and searched here ("org/units?status=active").
   */
  path: string
  label: string
  id?: string
  value?: Choice
  onChange?: (value: Choice | undefined) => void
}

/** What was chosen: the id, and the name where it is known. */
export interface Choice {
  value: string
  label?: ReactNode
}

/** A person, unit, project … chosen from the zone's own list by typing part of its name. */
export function RemoteSelect({ path, label, ...control }: Props) {
  const { t, i18n } = useTranslation()
  const [typed, setTyped] = useState('')
  const { where, fixed, by } = useMemo(() => questionOf(path), [path])
  const asked = useZoneQuery<Page<Named>>(where, by ? { ...fixed, [by]: typed, limit: 50 } : fixed)
  return (
    <Select
      allowClear
      labelInValue
      aria-label={label}
      loading={asked.isFetching}
      showSearch={by ? { filterOption: false, onSearch: setTyped } : { optionFilterProp: 'label' }}
      notFoundContent={asked.isFetching ? t('loading') : t('noneFound')}
      options={asked.data?.items.map((one) => ({
        value: one.id,
        label: labelOf(one, i18n.language),
      }))}
      {...control}
    />
  )
}

/** What a record is chosen by: its name, and what tells it from others of the same name. */
function labelOf(one: Named, language: string): string {
  const name = one.name ?? one.title ?? (pick(one, 'name', language) || one.month)
  return [name, one.hint ?? one.number, one.hint ? '' : one.unit?.name].filter(Boolean).join(' · ')
}

/** Takes a path apart into where, what is always asked, and which parameter gets what is typed. */
export function questionOf(path: string): { where: string; fixed: Record<string, string>; by: string } {
  const [where = '', rest] = path.split('?')
  const fixed: Record<string, string> = {}
  let by = ''
  for (const [name, value] of new URLSearchParams(rest)) {
    if (value === '') by = name
    else fixed[name] = value
  }
  return { where, fixed, by }
}
