import { Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import { useZoneQuery } from '../../api/query'
import type { Page } from '../../api/types'
import { useActName } from '../../register/actName'
import { DataTable } from '../../register/DataTable'
import { Filters } from '../../register/Filters'
import { Pager } from '../../register/Pager'
import type { ColumnSpec, RegisterSpec } from '../../register/spec'
import { pageSize, useView } from '../../register/useView'
import { DateText } from '../../ui/DateText'
import { WarningOutlined } from '../../ui/icons'
import { Refusal } from '../../ui/Refusal'
import { EntryDrawer } from './EntryDrawer'
import { ledgerPaths, type Entry } from './types'

const spec: RegisterSpec<Entry> = {
  name: 'ledger', words: 'ledger', title: 'title', path: ledgerPaths.entries, columns: [],
  filters: [
    { name: 'from', kind: 'date' }, { name: 'to', kind: 'date' },
    { name: 'action', kind: 'text', label: 'filters.action' },
    { name: 'result', kind: 'enum', options: ['done', 'denied', 'viewed'] },
    { name: 'object', kind: 'text', label: 'filters.object' },
    { name: 'actor', kind: 'text', label: 'filters.actor' },
  ],
}

/** What was done in the zone, newest first. The search itself is recorded, too. */
export function Search({ proves }: { proves: boolean }) {
  const { t } = useTranslation('ledger')
  const view = useView(spec)
  const name = useActName()
  const { sort: _, ...question } = view.question
  const asked = useZoneQuery<Page<Entry>>(ledgerPaths.entries, { ...question, cursor: view.after, limit: pageSize })
  const columns: readonly ColumnSpec<Entry>[] = [
    { field: 'seq', render: (entry) => (entry.seq < 0 ? t('waiting') : entry.seq) },
    { field: 'at', render: (entry) => <DateText of={entry.at} /> },
    { field: 'actor', render: (entry) => entry.account ? entry.actor : t('system') },
    { field: 'action', lead: true, render: (entry) => name(entry) },
    { field: 'result', render: (entry) => <Result of={entry.result} /> },
    { field: 'reason' },
    { field: 'source' },
  ]
  return (
    <>
      <Filters spec={spec} view={view} />
      <div className="jk-rule">{t('searchNote')}</div>
      <Refusal of={asked.error} onRetry={() => void asked.refetch()} />
      {!asked.error && (
        <DataTable label={t('title')} words="ledger" columns={columns} rows={asked.data?.items} current={view.open} onOpen={(entry) => view.setOpen(entry.id)}
          empty={t(Object.keys(view.filters).length > 0 ? 'register:noneFiltered' : 'register:none')} />
      )}
      <Pager view={view} count={asked.data?.items.length ?? 0} total={asked.data?.total} next={asked.data?.next ?? ''} busy={asked.isFetching} />
      {view.open && (
        <EntryDrawer id={view.open} known={asked.data?.items.find((one) => one.id === view.open)} proves={proves} onClose={() => view.setOpen('')}
          onFilter={(filter, value) => view.setFilter(filter, value)} />
      )}
    </>
  )
}

/** Done, refused for want of permission, or something sensitive read. */
export function Result({ of }: { of: Entry['result'] }) {
  const { t } = useTranslation('ledger')
  if (of === 'done') return <>{t('result.done')}</>
  return <Tag color={of === 'denied' ? 'warning' : undefined} icon={of === 'denied' ? <WarningOutlined /> : undefined}>{t(`result.${of}`)}</Tag>
}
