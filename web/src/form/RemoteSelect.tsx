import { Select } from 'antd'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useZoneQuery } from '../api/query'
import { pick, type Bilingual, type Page } from '../api/types'

type Named = Bilingual<'name'> & { id: string; name?: string; hint?: string }

interface Props {
  /** Path under the zone answering a list; what is typed is sent as ?q=. */
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
  const asked = useZoneQuery<Page<Named>>(path, { q: typed, limit: 50 })
  return (
    <Select
      allowClear
      labelInValue
      aria-label={label}
      loading={asked.isFetching}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      notFoundContent={asked.isFetching ? t('loading') : t('noneFound')}
      options={asked.data?.items.map((one) => ({
        value: one.id,
        label: [one.name ?? pick(one, 'name', i18n.language), one.hint].filter(Boolean).join(' · '),
      }))}
      {...control}
    />
  )
}
