import { App, Button, Skeleton } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate, useSearchParams } from 'react-router'
import { useCommand, useZoneQuery } from '../../api/query'
import { useZoneLink } from '../../session/zone'
import { ReasonModal } from '../../ui/ReasonModal'
import { Refusal } from '../../ui/Refusal'
import { Changes } from './Changes'
import { Editor, type EditorHandle } from './Editor'
import { Problems } from './Problems'
import { schemePaths, type SchemePage } from './types'
import { useCheck } from './useCheck'
import './scheme.css'

/** Writing a scheme: the text, and beside it at once what is wrong, what is not set and what would change. */
export default function ProposePage() {
  const { t } = useTranslation('scheme')
  const { message } = App.useApp()
  const link = useZoneLink()
  const navigate = useNavigate()
  const [params, setParams] = useSearchParams()
  const draftId = params.get('draft') ?? ''
  const from = draftId || params.get('from') || ''
  const start = useZoneQuery<{ text: string }>(from && schemePaths.text(from))
  const draft = useZoneQuery<SchemePage>(draftId && schemePaths.one(draftId))
  const command = useCommand(schemePaths.all)
  const [text, setText] = useState<string>()
  const [proposing, setProposing] = useState(false)
  const editor = useRef<EditorHandle>(null)
  useEffect(() => setText((now) => now ?? (from ? start.data?.text : '')), [start.data, from])
  const { report, problem, checking } = useCheck(text)

  async function save() {
    const kept = draftId
      ? await command.run<SchemePage>('PUT', schemePaths.one(draftId), { body: { text }, version: draft.data?.version })
      : await command.run<SchemePage>('POST', schemePaths.draft, { body: { text } })
    if (!kept) return
    void message.success(t('saved'))
    if (!draftId) setParams({ draft: kept.id }, { replace: true })
  }
  async function propose(reason: string) {
    const made = await command.run<SchemePage>('POST', schemePaths.all, { body: { text, reason, ...(draftId && { draft: draftId, draft_version: draft.data?.version }) } })
    if (made) void navigate(link(`scheme/${made.id}`))
  }
  const ready = report?.ok === true && !checking && report.changes.length > 0
  return (
    <section className="jk-stack" aria-labelledby="propose-title">
      <nav className="jk-rule" aria-label={t('title')}><Link to={link('scheme')}>{t('inForceNow')}</Link></nav>
      <div className="jk-row" style={{ justifyContent: 'space-between' }}>
        <div>
          <h1 id="propose-title">{t('proposeTitle')}</h1>
          <div className="jk-rule">{t('proposeIntro')}</div>
        </div>
        <div className="jk-row">
          <Button loading={command.busy && !proposing} disabled={!text} onClick={() => void save()}>{t('saveDraft')}</Button>
          <Button type="primary" disabled={!ready} onClick={() => setProposing(true)}>{t('propose')}</Button>
        </div>
      </div>
      <Refusal of={start.error ?? draft.error ?? problem ?? (proposing ? undefined : command.problem)} onRetry={() => void draft.refetch()} />
      {text === undefined ? <Skeleton active /> : (
        <div className="jk-propose">
          <Editor ref={editor} label={t('views.text')} value={text} onChange={setText} marks={report?.problems ?? []} />
          <Problems report={report} checking={checking} onGo={(line, column) => editor.current?.go(line, column)} />
        </div>
      )}
      {report && report.changes.length > 0 && (
        <section className="jk-panel" aria-labelledby="changes-title">
          <h2 id="changes-title">{t('changesTitle', { count: report.changes.length })}</h2>
          <Changes of={report.changes} label={t('changesTitle', { count: report.changes.length })} before={t('diff.inForce')} after={t('diff.thisText')} />
        </section>
      )}
      {proposing && <ReasonModal open title={t('propose')} consequence={t('consequences.propose')} busy={command.busy} problem={command.problem} onConfirm={(reason) => void propose(reason)} onClose={() => { setProposing(false); command.clear() }} />}
    </section>
  )
}
