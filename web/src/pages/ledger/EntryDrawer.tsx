import { Button, Drawer, Skeleton } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useZoneQuery } from '../../api/query'
import type { components } from '../../api/schema'
import { useActName } from '../../register/actName'
import { DateText } from '../../ui/DateText'
import { Refusal } from '../../ui/Refusal'
import { Proof } from './Proof'
import { Result } from './Search'
import { ledgerPaths, type Entry } from './types'

type Proven = components['schemas']['ProvenEntry']

interface Props {
  id: string
  /** The entry as the list shows it, for whoever may not read proofs. */
  known?: Entry
  proves: boolean
  onClose: () => void
  onFilter: (name: string, value: string) => void
}

/** One entry: who, when, what, why; and the proof that it stands in the signed log, worked out here. */
export function EntryDrawer({ id, known, proves, onClose, onFilter }: Props) {
  const { t } = useTranslation('ledger')
  const name = useActName()
  const asked = useZoneQuery<Proven>(proves ? ledgerPaths.entry(id) : '')
  const entry = asked.data?.entry ?? known
  const rows: [string, ReactNode][] = entry
    ? [
        ['seq', entry.seq < 0 ? t('waiting') : entry.seq], ['at', <DateText of={entry.at} />], ['actor', entry.account ? entry.actor : t('system')], ['roles', entry.roles.map((role) => t([`nav:roles.${role}`, 'nav:roles.other'], { role })).join(t('shell:comma'))],
        ['action', <>{name(entry)} <code className="jk-path">{entry.action}</code></>], ['result', <Result of={entry.result} />], ['object', entry.object && <code className="jk-path">{entry.object}</code>],
        ['reason', entry.reason], ['source', entry.source], ['request', entry.request && <code className="jk-path">{entry.request}</code>],
        ['detail', entry.detail !== undefined && <pre className="jk-detail">{JSON.stringify(entry.detail, null, 1)}</pre>],
      ]
    : []
  return (
    <Drawer open size={760} title={entry ? name(entry) : t('entry')} onClose={onClose} styles={{ wrapper: { maxWidth: '100vw' } }}>
      <Refusal of={asked.error} onRetry={() => void asked.refetch()} />
      {!entry && !asked.error && <Skeleton active />}
      {entry && (
        <div className="jk-stack">
          <dl className="jk-facts">
            {rows.filter(([, value]) => value !== '' && value !== undefined && value !== false).map(([field, value]) => (
              <div key={field} style={{ display: 'contents' }}><dt>{t(`fields.${field}`)}</dt><dd>{value}</dd></div>
            ))}
          </dl>
          <div className="jk-row">
            {entry.object && <Button size="small" onClick={() => onFilter('object', entry.object!)}>{t('sameObject')}</Button>}
            {entry.account && <Button size="small" onClick={() => onFilter('actor', entry.account!)}>{t('sameActor')}</Button>}
            <Button size="small" onClick={() => onFilter('action', entry.action)}>{t('sameAction')}</Button>
          </div>
          {asked.data && <Proof of={asked.data.proof} />}
        </div>
      )}
    </Drawer>
  )
}
