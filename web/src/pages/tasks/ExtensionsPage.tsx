import { Skeleton } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useCommand, useZoneQuery } from '../../api/query'
import type { Page } from '../../api/types'
import { Buttons } from '../../register/Buttons'
import { useZoneLink } from '../../session/zone'
import { DateText } from '../../ui/DateText'
import { ReasonModal } from '../../ui/ReasonModal'
import { Refusal } from '../../ui/Refusal'
import { taskPaths, taskRefresh, type Extension } from './types'
import './tasks.css'

/** Requests for more time that wait to be decided. */
export default function ExtensionsPage() {
  const { t } = useTranslation('tasks')
  const link = useZoneLink()
  const [asking, setAsking] = useState<{ one: Extension; name: string }>()
  const command = useCommand(...taskRefresh)
  const asked = useZoneQuery<Page<Extension>>(taskPaths.extensions)
  const items = asked.data?.items ?? []
  async function decide(reason: string) {
    if (asking && (await command.run('POST', taskPaths.decide(asking.one.id, asking.name), { body: { reason } }))) setAsking(undefined)
  }
  return (
    <section className="jk-stack" aria-labelledby="extensions-title">
      <div>
        <h1 id="extensions-title">{t('extensions.title')}</h1>
        <div className="jk-rule">{t('extensions.intro')}</div>
      </div>
      <Refusal of={asked.error} onRetry={() => void asked.refetch()} />
      {asked.isPending && <Skeleton active />}
      {asked.data && items.length === 0 && <p className="jk-panel">{t('extensions.none')}</p>}
      <ul className="jk-plain-list jk-cards">
        {items.map((one) => (
          <li key={one.id} className="jk-panel jk-stack">
            <div><Link to={link(`tasks/${one.task}`)}>{one.title}</Link> <span className="jk-rule">{[one.number, one.unit?.name, one.asked_by?.name].filter(Boolean).join(' · ')}</span></div>
            <div><DateText of={one.from} /> {t('arrow')} <strong><DateText of={one.to} /></strong></div>
            <div className="jk-text">{one.reason}</div>
            <Buttons actions={one.actions} words="tasks" primary={['approve']} onPress={(name) => { command.clear(); setAsking({ one, name }) }} />
          </li>
        ))}
      </ul>
      {asking && (
        <ReasonModal open title={t(`actions.${asking.name}`)} consequence={t(`consequence.${asking.name}`)} busy={command.busy} problem={command.problem}
          onConfirm={(reason) => void decide(reason)} onClose={() => setAsking(undefined)} />
      )}
    </section>
  )
}
