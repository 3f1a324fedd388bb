import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useZoneQuery } from '../../api/query'
import type { Page } from '../../api/types'
import { DataTable } from '../../register/DataTable'
import { Pager } from '../../register/Pager'
import type { ColumnSpec, RegisterSpec } from '../../register/spec'
import { pageSize, useView } from '../../register/useView'
import { DateText } from '../../ui/DateText'
import { CheckCircleOutlined, DownloadOutlined, WarningOutlined } from '../../ui/icons'
import { Nothing } from '../../ui/Money'
import { Refusal } from '../../ui/Refusal'
import { save } from './save'
import { ledgerPaths, type Checkpoint } from './types'

const spec: RegisterSpec = { name: 'checkpoints', words: 'ledger', title: 'title', path: ledgerPaths.checkpoints, columns: [] }

/** Every signed state of the log: how many entries, the root over them, when it was signed. */
export function Checkpoints() {
  const { t } = useTranslation('ledger')
  const view = useView(spec)
  const asked = useZoneQuery<Page<Checkpoint>>(ledgerPaths.checkpoints, { cursor: view.after, limit: pageSize })
  const rows = asked.data?.items.map((one) => ({ ...one, id: String(one.size) }))
  const columns: readonly ColumnSpec<Checkpoint & { id: string }>[] = [
    { field: 'size', kind: 'integer', lead: true },
    { field: 'at', render: (one) => (one.at ? <DateText of={one.at} /> : <Nothing />) },
    { field: 'root', render: (one) => <code className="jk-path">{one.root}</code> },
    { field: 'valid', render: (one) => (one.valid ? <span className="jk-nowrap"><CheckCircleOutlined /> {t('valid')}</span> : <span><WarningOutlined /> {t('invalid')}</span>) },
    { field: 'note', render: (one) => <Button size="small" icon={<DownloadOutlined />} aria-label={t('keepNote', { size: one.size })} onClick={() => save(`checkpoint-${one.size}.txt`, one.note)} /> },
  ]
  return (
    <>
      <Refusal of={asked.error} onRetry={() => void asked.refetch()} />
      {!asked.error && <DataTable label={t('views.checkpoints')} words="ledger" columns={columns} rows={rows} empty={t('noCheckpoints')} />}
      <Pager view={view} count={rows?.length ?? 0} total={asked.data?.total} next={asked.data?.next ?? ''} busy={asked.isFetching} />
    </>
  )
}
