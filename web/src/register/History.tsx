import { Button, Skeleton, Timeline } from 'antd'
import { useTranslation } from 'react-i18next'
import { useZoneQuery } from '../api/query'
import type { LedgerEntry, Page } from '../api/types'
import { DateText } from '../ui/DateText'
import { Refusal } from '../ui/Refusal'
import { useState } from 'react'
import { useActName } from './actName'

/** The ledger's entries of one record: who did what, when, with which reason. */
export function History({ path }: { path: string }) {
  const { t } = useTranslation('register')
  const [after, setAfter] = useState<string[]>([''])
  return (
    <>
      {after.map((cursor, i) => (
        <Part key={cursor} path={path} after={cursor} onNext={i === after.length - 1 ? (next) => setAfter([...after, next]) : undefined} />
      ))}
      <p className="jk-rule">{t('history.note')}</p>
    </>
  )
}

function Part({ path, after, onNext }: { path: string; after: string; onNext?: (cursor: string) => void }) {
  const { t } = useTranslation('register')
  const name = useActName()
  const asked = useZoneQuery<Page<LedgerEntry>>(path, { cursor: after })
  if (asked.isPending) return <Skeleton active />
  if (asked.error) return <Refusal of={asked.error} onRetry={() => void asked.refetch()} />
  const next = asked.data.next
  return (
    <>
      <Timeline
        items={asked.data.items.map((entry) => ({
          key: String(entry.seq),
          content: (
            <>
              <div><DateText of={entry.at} /> {entry.actor} · <strong>{name(entry)}</strong></div>
              {entry.reason && <div>{t('history.reason', { reason: entry.reason })}</div>}
              {Number(entry.seq) >= 0 && <div className="jk-rule">{t('history.seq', { seq: entry.seq })}</div>}
            </>
          ),
        }))}
      />
      {next && onNext && <Button onClick={() => onNext(next)}>{t('history.more')}</Button>}
    </>
  )
}
