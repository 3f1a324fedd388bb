import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { namePath } from '../../api/problem'
import { CheckCircleOutlined, WarningOutlined } from '../../ui/icons'
import { usePhone } from '../../ui/usePhone'
import { ItemCards } from './ItemCards'
import type { Row } from './sheet/row'
import { Sheet } from './sheet/Sheet'
import { useSheet } from './sheet/useSheet'
import type { KeyList } from './types'

/** A list while it is being prepared: a sheet on a desk, cards on a phone; and what the issue rule still misses. */
export function DraftSheet({ list, onReload }: { list: KeyList; onReload: () => Promise<KeyList | undefined> }) {
  const phone = usePhone()
  const [goTo, setGoTo] = useState<{ id: string; column: string; n: number }>()
  const lacks = lacksOf(list)
  return (
    <>
      <Lacks list={list} onGo={phone ? undefined : (id, column) => setGoTo({ id, column, n: (goTo?.n ?? 0) + 1 })} />
      {phone ? <ItemCards list={list} lacks={lacks} /> : <DeskSheet list={list} lacks={lacks} goTo={goTo} onReload={onReload} />}
    </>
  )
}

interface DeskProps {
  list: KeyList
  lacks: ReadonlyMap<string, string>
  goTo?: { id: string; column: string; n: number }
  onReload: () => Promise<KeyList | undefined>
}

function DeskSheet({ list, lacks, goTo, onReload }: DeskProps) {
  const { t } = useTranslation('lists')
  const { store, rows, find } = useSheet(list)
  async function take(row: Row) {
    const fresh = await onReload()
    if (fresh) store.take(fresh.items?.find((item) => item.id === row.id), row.key)
  }
  const open = rows.filter((row) => row.state !== 'saved' && row.state !== 'blank').length
  return (
    <>
      <Sheet label={t('sheet.label', { number: list.number })} store={store} rows={rows} lacks={lacks} find={find} goTo={goTo} onTake={(row) => void take(row)} />
      <div className="jk-rule jk-tools" role="status">{open === 0 ? t('sheet.saved') : t('sheet.open', { count: open })}</div>
    </>
  )
}

/** "items[{id}].person" → "{id}.person" with what is missing. */
export function lacksOf(list: KeyList): ReadonlyMap<string, string> {
  return new Map((list.lacks ?? []).map((lack) => {
    const [, id, field] = namePath(lack.location)
    return [`${id}.${field}`, lack.message]
  }))
}

/** What the issue rule still misses, each a way to its cell. */
function Lacks({ list, onGo }: { list: KeyList; onGo?: (id: string, column: string) => void }) {
  const { t } = useTranslation('lists')
  const lacks = list.lacks ?? []
  if (!list.items?.length) return <p className="jk-panel jk-lacks" role="status"><WarningOutlined /> {t('lacks.empty')}</p>
  if (lacks.length === 0) return <p className="jk-panel jk-lacks jk-lacks-none" role="status"><CheckCircleOutlined /> {t('lacks.none')}</p>
  return (
    <details className="jk-panel jk-lacks jk-tools" open={lacks.length <= 4}>
      <summary><WarningOutlined /> {t('lacks.some', { count: lacks.length })}</summary>
      <ul>
        {lacks.map((lack) => {
          const [, id, field] = namePath(lack.location)
          return (
            <li key={lack.location + lack.code}>
              {onGo && typeof id === 'string' && typeof field === 'string'
                ? <button type="button" className="jk-link-button" onClick={() => onGo(id, field)}>{lack.message}</button> : lack.message}
            </li>
          )
        })}
      </ul>
    </details>
  )
}
