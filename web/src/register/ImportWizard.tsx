import { DownloadOutlined, UploadOutlined } from '../ui/icons'
import { useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, Input, Modal, Progress, Steps } from 'antd'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { zonePath } from '../api/paths'
import { asProblem, type Problem } from '../api/problem'
import { apiRoot } from '../api/send'
import type { FieldFault } from '../api/types'
import { uploadTo, type Upload } from '../api/upload'
import { useZoneSlug } from '../session/zone'
import { Refusal } from '../ui/Refusal'

/** What an import would do, or has done. With any fault nothing is taken over. */
export interface ImportReport {
  rows: number
  added: number
  dry_run: boolean
  faults?: FieldFault[]
  message?: string
}

interface Props {
  /** Path under the zone that takes the file; `dry_run` is sent beside it. */
  path: string
  /** Path under the zone of the template. */
  template: string
  title: string
  /** A reason is asked for and sent with what is taken over. */
  reason?: boolean
  onClose: () => void
  onDone?: () => void
}

/** Excel in: take the template, send the file, see every row's fault, then commit all or nothing. */
export default function ImportWizard({ path, template, title, reason = false, onClose, onDone }: Props) {
  const { t } = useTranslation('register')
  const { message } = App.useApp()
  const slug = useZoneSlug()
  const client = useQueryClient()
  const input = useRef<HTMLInputElement>(null)
  const file = useRef<File>(undefined)
  const commit = useRef<Upload<ImportReport>>(undefined)
  const [share, setShare] = useState<number>()
  const [problem, setProblem] = useState<Problem>()
  const [found, setFound] = useState<ImportReport>()

  const [why, setWhy] = useState('')
  const upload = (dry: boolean) => uploadTo<ImportReport>(zonePath(slug, path), file.current!, { dry_run: String(dry), ...(reason && !dry && { reason: why.trim() }) })
  async function send(one: Upload<ImportReport>): Promise<ImportReport | undefined> {
    setProblem(undefined)
    setShare(0)
    try {
      return await one.start(setShare)
    } catch (thrown) {
      setProblem(asProblem(thrown))
      return undefined
    } finally {
      setShare(undefined)
    }
  }
  async function check(chosen: File | undefined) {
    if (!chosen) return
    file.current = chosen
    commit.current = undefined
    setFound(undefined)
    setFound(await send(upload(true)))
  }
  async function accept() {
    // The same upload again after a broken line: its key keeps the rows from being taken over twice.
    commit.current ??= upload(false)
    const done = await send(commit.current)
    if (!done) return
    void client.invalidateQueries({ queryKey: ['zone', slug] })
    void message.success(t('import.done', { count: done.added }))
    onDone?.()
    onClose()
  }

  const clean = found && !found.faults?.length && found.rows > 0
  const ready = clean && (!reason || why.trim() !== '')
  return (
    <Modal open width={720} title={t('import.title', { title })} onCancel={onClose}
      footer={
        <div className="jk-row" style={{ justifyContent: 'flex-end' }}>
          <Button onClick={onClose}>{t('shell:cancel')}</Button>
          <Button type="primary" disabled={!ready} loading={clean && share !== undefined} onClick={() => void accept()}>{t('import.commit')}</Button>
        </div>
      }>
      <div className="jk-stack">
        <Steps size="small" current={found ? 2 : share === undefined ? 0 : 1} items={[{ title: t('import.step1') }, { title: t('import.step2') }, { title: t('import.step3') }]} />
        <div className="jk-row">
          <Button icon={<DownloadOutlined />} href={apiRoot + zonePath(slug, template)} download>{t('import.template')}</Button>
          <Button icon={<UploadOutlined />} disabled={share !== undefined} onClick={() => input.current?.click()}>{t(found ? 'import.other' : 'import.choose')}</Button>
          <input ref={input} type="file" hidden accept=".xlsx" aria-label={t('import.choose')} onChange={(e) => { void check(e.target.files?.[0]); e.target.value = '' }} />
        </div>
        {share !== undefined && <Progress percent={Math.round(share * 100)} aria-label={t('import.sending')} />}
        <Refusal of={problem} />
        {found && <Found of={found} />}
        {clean && reason && (
          <label>
            {t('shell:reason.label')}
            <Input.TextArea rows={2} maxLength={500} value={why} aria-describedby="import-reason" onChange={(e) => { commit.current = undefined; setWhy(e.target.value) }} />
            <span id="import-reason" className="jk-rule">{t('shell:reason.rule')}</span>
          </label>
        )}
      </div>
    </Modal>
  )
}

function Found({ of }: { of: ImportReport }) {
  const { t } = useTranslation('register')
  const faults = of.faults ?? []
  return (
    <>
      <Alert showIcon type={faults.length > 0 ? 'warning' : 'success'} title={of.message || t('import.rows', { count: of.rows })}
        description={t(faults.length > 0 ? 'import.fix' : of.rows > 0 ? 'import.ready' : 'import.nothing')} />
      {faults.length > 0 && (
        <div className="jk-table-box" style={{ maxHeight: 320, minHeight: 0 }} tabIndex={0} role="region" aria-label={t('import.faults')}>
          <ol style={{ margin: 8 }}>{faults.map((fault, i) => <li key={i}>{fault.message}</li>)}</ol>
        </div>
      )}
    </>
  )
}
