import { DownloadOutlined, UploadOutlined } from '@ant-design/icons'
import { Alert, App, Button, Modal, Progress, Steps } from 'antd'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { registerPaths, zonePath } from '../api/paths'
import { asProblem, type Problem } from '../api/problem'
import { useCommand } from '../api/query'
import { apiRoot } from '../api/send'
import { uploadTo } from '../api/upload'
import { useZoneSlug } from '../session/zone'
import { Refusal } from '../ui/Refusal'

/** What a dry run found: nothing was written yet. `token` names the checked file for the commit. */
export interface DryRun {
  token: string
  rows: number
  good: number
  added?: number
  changed?: number
  unchanged?: number
  errors: { row: number; column?: string; code?: string; message: string }[]
}

interface Props {
  /** Path of the register under the zone. */
  path: string
  title: string
  onClose: () => void
  onDone?: () => void
}

/** Excel in: take the template, send the file, see every row's fault, then commit all or nothing. */
export default function ImportWizard({ path, title, onClose, onDone }: Props) {
  const { t } = useTranslation('register')
  const { message } = App.useApp()
  const slug = useZoneSlug()
  const input = useRef<HTMLInputElement>(null)
  const [share, setShare] = useState<number>()
  const [problem, setProblem] = useState<Problem>()
  const [found, setFound] = useState<DryRun>()
  const commit = useCommand(path)

  async function send(file: File | undefined) {
    if (!file) return
    setProblem(undefined)
    setFound(undefined)
    setShare(0)
    try {
      setFound(await uploadTo<DryRun>(zonePath(slug, registerPaths.dryRun(path)), file).start(setShare))
    } catch (thrown) {
      setProblem(asProblem(thrown))
    } finally {
      setShare(undefined)
    }
  }
  async function accept() {
    if (!found || (await commit.run('POST', registerPaths.commit(path), { body: { token: found.token } })) === undefined) return
    void message.success(t('import.done', { count: found.good }))
    onDone?.()
    onClose()
  }

  const clean = found && found.errors.length === 0
  return (
    <Modal open width={720} title={t('import.title', { title })} onCancel={onClose}
      footer={
        <div className="jk-row" style={{ justifyContent: 'flex-end' }}>
          <Button onClick={onClose}>{t('shell:cancel')}</Button>
          <Button type="primary" disabled={!clean || found.good === 0} loading={commit.busy} onClick={() => void accept()}>{t('import.commit')}</Button>
        </div>
      }>
      <div className="jk-stack">
        <Steps size="small" current={found ? 2 : share === undefined ? 0 : 1} items={[{ title: t('import.step1') }, { title: t('import.step2') }, { title: t('import.step3') }]} />
        <div className="jk-row">
          <Button icon={<DownloadOutlined />} href={apiRoot + zonePath(slug, registerPaths.template(path))} download>{t('import.template')}</Button>
          <Button icon={<UploadOutlined />} disabled={share !== undefined} onClick={() => input.current?.click()}>{t(found ? 'import.other' : 'import.choose')}</Button>
          <input ref={input} type="file" hidden accept=".xlsx" aria-label={t('import.choose')} onChange={(e) => { void send(e.target.files?.[0]); e.target.value = '' }} />
        </div>
        {share !== undefined && <Progress percent={Math.round(share * 100)} aria-label={t('import.sending')} />}
        <Refusal of={problem ?? commit.problem} />
        {found && <Found of={found} />}
      </div>
    </Modal>
  )
}

function Found({ of }: { of: DryRun }) {
  const { t } = useTranslation('register')
  const counts = [t('import.rows', { count: of.rows }), t('import.good', { count: of.good })]
  for (const name of ['added', 'changed', 'unchanged'] as const) {
    if (of[name] !== undefined) counts.push(t(`import.${name}`, { count: of[name] }))
  }
  return (
    <>
      <Alert showIcon type={of.errors.length > 0 ? 'warning' : 'success'} title={counts.join(t('register:comma'))}
        description={t(of.errors.length > 0 ? 'import.fix' : 'import.ready')} />
      {of.errors.length > 0 && (
        <div className="jk-table-box" style={{ maxHeight: 320 }} tabIndex={0} role="region" aria-label={t('import.errors')}>
          <table className="jk-table" aria-label={t('import.errors')}>
            <thead>
              <tr><th scope="col">{t('import.row')}</th><th scope="col">{t('import.column')}</th><th scope="col">{t('import.fault')}</th></tr>
            </thead>
            <tbody>
              {of.errors.map((error, i) => (
                <tr key={i}><td className="jk-number">{error.row}</td><td>{error.column ?? ''}</td><td>{error.message}</td></tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  )
}
