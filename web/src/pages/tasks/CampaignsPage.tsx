import { Button, Progress, Skeleton, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useZoneQuery } from '../../api/query'
import type { Page } from '../../api/types'
import { CommandForm } from '../../form/CommandForm'
import type { FormSpec } from '../../form/spec'
import { Actions } from '../../register/Actions'
import type { RegisterSpec } from '../../register/spec'
import { mayAny, useMe } from '../../session/session'
import { useZoneLink } from '../../session/zone'
import { DateText } from '../../ui/DateText'
import { PlusOutlined } from '../../ui/icons'
import { Refusal } from '../../ui/Refusal'
import { taskPaths, taskRefresh, type Campaign } from './types'
import './tasks.css'

const open: FormSpec = {
  name: 'tasks.campaign', words: 'tasks', title: 'campaigns.open', ok: 'campaigns.open',
  fields: [
    { name: 'name', kind: 'text', required: true, maxLength: 100, label: 'fields.campaign' },
    { name: 'tracks', kind: 'tags', required: true, rule: 'rules.tracks' },
    { name: 'from', kind: 'date', required: true, label: 'fields.start_on' },
    { name: 'until', kind: 'date', required: true, label: 'fields.until' },
    { name: 'person', kind: 'remote', path: 'people?status=active&query=', required: true },
    { name: 'unit', kind: 'remote', path: 'org/units?status=active', rule: 'rules.unit' },
  ],
}

const spec: RegisterSpec<Campaign> = {
  name: 'tasks.campaigns', words: 'tasks', title: 'campaigns.title', path: taskPaths.campaigns, refresh: taskRefresh, columns: [],
  acts: { close: { form: { name: 'tasks.campaign.close', words: 'tasks', title: 'campaigns.close', intro: 'consequence.closeCampaign', ok: 'campaigns.close', fields: [{ name: 'summary', kind: 'area', required: true, maxLength: 5000 }] } } },
}

/** Campaigns with their tracks: done of all, each a way to its tasks. */
export default function CampaignsPage() {
  const { t } = useTranslation('tasks')
  const me = useMe()
  const [opening, setOpening] = useState(false)
  const asked = useZoneQuery<Page<Campaign>>(taskPaths.campaigns)
  const items = asked.data?.items ?? []
  return (
    <section className="jk-stack" aria-labelledby="campaigns-title">
      <div className="jk-row" style={{ justifyContent: 'space-between' }}>
        <div>
          <h1 id="campaigns-title">{t('campaigns.title')}</h1>
          <div className="jk-rule">{t('campaigns.intro')}</div>
        </div>
        {mayAny(me, ['tasks.create']) && <Button type="primary" className="jk-tools" icon={<PlusOutlined />} onClick={() => setOpening(true)}>{t('campaigns.open')}</Button>}
      </div>
      <Refusal of={asked.error} onRetry={() => void asked.refetch()} />
      {asked.isPending && <Skeleton active />}
      {asked.data && items.length === 0 && <p className="jk-panel">{t('campaigns.none')}</p>}
      {items.map((one) => <One key={one.id} campaign={one} onReload={() => void asked.refetch()} />)}
      {opening && <CommandForm spec={open} path={taskPaths.campaigns} refresh={taskRefresh} onClose={() => setOpening(false)} />}
    </section>
  )
}

function One({ campaign, onReload }: { campaign: Campaign; onReload: () => void }) {
  const { t } = useTranslation('tasks')
  const link = useZoneLink()
  const to = (more: string) => link(`tasks?status=&campaign=${campaign.id}${more}`)
  return (
    <article className="jk-panel jk-stack" aria-labelledby={`c-${campaign.id}`}>
      <div className="jk-row" style={{ justifyContent: 'space-between' }}>
        <div>
          <h2 id={`c-${campaign.id}`} style={{ margin: 0 }}>{campaign.name} <Tag color={campaign.status === 'open' ? 'processing' : undefined}>{t(`campaignStatus.${campaign.status}`)}</Tag></h2>
          <div className="jk-rule"><DateText of={campaign.from} /> {t('arrow')} <DateText of={campaign.until} /> {[campaign.unit?.name, campaign.person?.name].filter(Boolean).join(' · ')}</div>
        </div>
        <Actions spec={spec} record={campaign} onReload={onReload} />
      </div>
      <ul className="jk-plain-list jk-tracks">
        {campaign.tracks.map((track) => (
          <li key={track.line}>
            <Link to={to(`&track=${track.line}`)}>{track.name}</Link>
            <Progress percent={Number(track.percent ?? 0)} showInfo={false} size="small" aria-label={track.name} />
            <span className="jk-nowrap">{t('doneOf', { done: track.done, total: track.total })}{track.percent !== undefined && ` ${track.percent}%`}</span>
          </li>
        ))}
      </ul>
      <div><Link to={to('')}>{t('campaigns.all', { done: campaign.done, total: campaign.total })}</Link></div>
      {campaign.summary && <p className="jk-text">{campaign.summary}</p>}
    </article>
  )
}
