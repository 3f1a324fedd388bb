import { Skeleton } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { registerPaths } from '../api/paths'
import { useZoneQuery } from '../api/query'
import type { RecordBase } from '../api/types'
import { useZoneLink } from '../session/zone'
import { Refusal } from '../ui/Refusal'
import { Actions } from './Actions'
import type { RegisterSpec } from './spec'

interface Props<Row extends RecordBase> {
  spec: RegisterSpec<Row>
  id: string
  /** Page of the zone one came from, and the key of its name. */
  back: { path: string; label: string }
  title: (row: Row) => ReactNode
  /** State of the record, beside its title. */
  tags?: (row: Row) => ReactNode
  children: (row: Row) => ReactNode
}

/** A record that fills a page: its title, exactly the actions it offers this person, and what the page shows of it. */
export function RecordPage<Row extends RecordBase>({ spec, id, back, title, tags, children }: Props<Row>) {
  const { t } = useTranslation(spec.words)
  const link = useZoneLink()
  const asked = useZoneQuery<Row>(registerPaths.record(spec.path, id))
  const row = asked.data
  return (
    <article className="jk-stack" aria-labelledby="record-title">
      <nav className="jk-tools" aria-label={t('register:way')}><Link to={link(back.path)}>{t(back.label)}</Link></nav>
      <Refusal of={asked.error} onRetry={() => void asked.refetch()} />
      {asked.isPending && <Skeleton active />}
      {row && (
        <>
          <div className="jk-row" style={{ justifyContent: 'space-between', alignItems: 'flex-start' }}>
            <div className="jk-row">
              <h1 id="record-title">{title(row)}</h1>
              {tags?.(row)}
            </div>
            <Actions spec={spec} record={row} onReload={() => void asked.refetch()} />
          </div>
          {children(row)}
        </>
      )}
    </article>
  )
}
