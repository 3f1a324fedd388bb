import { Drawer, Skeleton, Tabs } from 'antd'
import { useTranslation } from 'react-i18next'
import { registerPaths } from '../api/paths'
import { useZoneQuery } from '../api/query'
import type { RecordBase } from '../api/types'
import { Refusal } from '../ui/Refusal'
import { Actions } from './Actions'
import { History } from './History'
import { Show } from './Show'
import type { ColumnSpec, RegisterSpec } from './spec'

interface Props {
  spec: RegisterSpec
  id: string
  onClose: () => void
}

/** One record: its fields, exactly the actions it offers this person, its history. */
export default function RecordDrawer({ spec, id, onClose }: Props) {
  const { t } = useTranslation(spec.words)
  const asked = useZoneQuery<RecordBase>(registerPaths.record(spec.path, id))
  const record = asked.data
  const tabs = record && [
    { key: 'fields', label: t('register:detail'), children: <Facts columns={spec.detail ?? spec.columns} row={record} words={spec.words} /> },
    ...(spec.tabs ?? []).map((tab) => ({ key: tab.key, label: t(tab.label), children: tab.render(record) })),
    ...(spec.history === false ? [] : [{ key: 'history', label: t('register:history.title'), children: <History path={registerPaths.history(spec.path, id)} /> }]),
  ]
  return (
    <Drawer open size={640} title={(record && spec.nameOf?.(record)) || t(spec.title)} onClose={onClose} styles={{ wrapper: { maxWidth: '100vw' } }}>
      <Refusal of={asked.error} onRetry={() => void asked.refetch()} />
      {asked.isPending && <Skeleton active />}
      {record && (
        <div className="jk-stack">
          <Actions spec={spec} record={record} onReload={() => void asked.refetch()} />
          <Tabs items={tabs} />
        </div>
      )}
    </Drawer>
  )
}

/** Fields of a record as a list of names and values. */
export function Facts({ columns, row, words }: { columns: readonly ColumnSpec[]; row: object; words: string }) {
  const { t } = useTranslation(words)
  return (
    <dl className="jk-facts">
      {columns.map((column) => (
        <div key={column.field} style={{ display: 'contents' }}>
          <dt>{t(column.label ?? `fields.${column.field}`)}</dt>
          <dd><Show column={column} row={row as Record<string, unknown>} words={words} /></dd>
        </div>
      ))}
    </dl>
  )
}
