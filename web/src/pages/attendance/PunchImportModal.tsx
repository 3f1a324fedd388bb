import { useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, Checkbox, Modal, Progress } from 'antd'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { zonePath } from '../../api/paths'
import { asProblem, type Problem } from '../../api/problem'
import { uploadTo, type Upload } from '../../api/upload'
import { useZoneSlug } from '../../session/zone'
import { DateText } from '../../ui/DateText'
import { UploadOutlined } from '../../ui/icons'
import { Refusal } from '../../ui/Refusal'
import { attendancePaths, type PunchImport } from './types'

/** DingTalk's own export: tried first, row by row; what is wrong is said, or left out when one says so. */
export function PunchImportModal({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('attendance')
  const { message } = App.useApp()
  const slug = useZoneSlug()
  const client = useQueryClient()
  const input = useRef<HTMLInputElement>(null)
  const [file, setFile] = useState<File>()
  const [skip, setSkip] = useState(false)
  const [share, setShare] = useState<number>()
  const [problem, setProblem] = useState<Problem>()
  const [found, setFound] = useState<PunchImport>()
  const commit = useRef<Upload<PunchImport>>(undefined)

  const upload = (of: File, dry: boolean) => uploadTo<PunchImport>(zonePath(slug, attendancePaths.import), of, { dry_run: String(dry), skip_faulty: String(skip) })
  async function send(one: Upload<PunchImport>): Promise<PunchImport | undefined> {
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
    setFile(chosen)
    setFound(undefined)
    commit.current = undefined
    setFound(await send(upload(chosen, true)))
  }
  async function accept() {
    // The same upload again after a broken line: its key keeps punches from being taken over twice.
    commit.current ??= upload(file!, false)
    const done = await send(commit.current)
    if (!done) return
    void client.invalidateQueries({ queryKey: ['zone', slug] })
    void message.success(t('import.done', { count: done.added }))
    onClose()
  }
  const faults = found?.faults ?? []
  const ready = found && (faults.length === 0 || skip) && found.rows > 0
  return (
    <Modal open width={680} title={t('import.open')} okText={t('import.commit')} cancelText={t('shell:cancel')} okButtonProps={{ disabled: !ready, loading: ready && share !== undefined }}
      onOk={() => void accept()} onCancel={onClose}>
      <div className="jk-stack">
        <p style={{ margin: 0 }}>{t('import.intro')}</p>
        <div className="jk-row">
          <Button icon={<UploadOutlined />} disabled={share !== undefined} onClick={() => input.current?.click()}>{t(file ? 'import.other' : 'import.choose')}</Button>
          {file && <span>{file.name}</span>}
          <input ref={input} type="file" hidden accept=".xlsx" aria-label={t('import.choose')} onChange={(e) => { void check(e.target.files?.[0]); e.target.value = '' }} />
        </div>
        {share !== undefined && <Progress percent={Math.round(share * 100)} aria-label={t('register:import.sending')} />}
        <Refusal of={problem} />
        {found && (
          <>
            <Alert showIcon type={faults.length > 0 ? 'warning' : 'success'} title={<>{t(`sheet.${found.kind}`)} <DateText of={found.from} /> – <DateText of={found.to} /></>}
              description={t('import.summary', { added: found.added, same: found.same, differing: found.differing, skipped: found.skipped })} />
            {faults.length > 0 && (
              <>
                <Checkbox checked={skip} onChange={(e) => { setSkip(e.target.checked); commit.current = undefined }}>{t('import.skip', { count: faults.length })}</Checkbox>
                <ol className="jk-import-faults" tabIndex={0} aria-label={t('register:import.faults')}>{faults.map((fault, n) => <li key={n}>{fault.message}</li>)}</ol>
              </>
            )}
          </>
        )}
      </div>
    </Modal>
  )
}
