import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useSyncExternalStore } from 'react'
import { zonePath } from '../../../api/paths'
import { call } from '../../../api/send'
import { useZoneSlug } from '../../../session/zone'
import { listPaths, type KeyItem, type KeyList } from '../types'
import { SheetStore } from './store'
import { useFind } from './useFind'

/** The sheet of a draft list: rows kept here, sent one by one, followed by what the server says. */
export function useSheet(list: KeyList) {
  const slug = useZoneSlug()
  const client = useQueryClient()
  const find = useFind()
  const store = useMemo(() => {
    const at = (path: string) => zonePath(slug, path)
    const refresh = () => void client.invalidateQueries({ queryKey: ['zone', slug, 'month-lists'] })
    return new SheetStore({
      add: (body, key) => call<KeyItem>('POST', at(listPaths.items(list.id)), { body, key }),
      edit: (id, version, body) => call<KeyItem>('PUT', at(listPaths.item(id)), { body, version }),
      remove: (id, key) => call('POST', at(listPaths.itemAct(id, 'remove')), { body: {}, key }),
      find: find.one,
    }, list.month, refresh)
  }, [slug, list.id, list.month, client, find])
  useEffect(() => store.merge(list.items ?? []), [store, list.items])
  useEffect(() => () => store.flush(), [store])
  const rows = useSyncExternalStore(store.subscribe, store.snapshot)
  const open = rows.some((row) => row.state === 'waiting' || row.state === 'saving' || row.state === 'unsent')
  useEffect(() => {
    if (!open) return
    const ask = (e: BeforeUnloadEvent) => e.preventDefault()
    addEventListener('beforeunload', ask)
    return () => removeEventListener('beforeunload', ask)
  }, [open])
  return { store, rows, find }
}
