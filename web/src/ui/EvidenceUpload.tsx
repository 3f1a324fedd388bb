import { CameraOutlined, DeleteOutlined, PaperClipOutlined, ReloadOutlined, UploadOutlined } from './icons'
import { Button, Progress } from 'antd'
import { useRef, useState, type ChangeEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { zonePath, zonePaths } from '../api/paths'
import { asProblem, type Problem } from '../api/problem'
import { uploadTo, type FileRef, type Upload } from '../api/upload'
import { useZoneSlug } from '../session/zone'
import { Refusal } from './Refusal'

interface Props {
  value?: FileRef[]
  onChange?: (files: FileRef[]) => void
  /** Accepted types as an input takes them; the server decides by content. */
  accept?: string
  max?: number
  disabled?: boolean
}

interface Sending {
  name: string
  share: number
  problem?: Problem
  upload: Upload<FileRef>
}

/** Evidence: files and photographs, sent as they are chosen, each with progress and a retry that cannot double it. */
export function EvidenceUpload({ value = [], onChange, accept = 'image/*,.pdf,.docx,.xlsx', max = 20, disabled }: Props) {
  const { t } = useTranslation()
  const slug = useZoneSlug()
  const [sending, setSending] = useState<Sending[]>([])
  const files = useRef<HTMLInputElement>(null)
  const camera = useRef<HTMLInputElement>(null)
  const held = useRef(value)
  held.current = value

  const patch = (one: Sending, with_: Partial<Sending>) =>
    setSending((all) => all.map((s) => (s.upload === one.upload ? { ...s, ...with_ } : s)))
  const drop = (one: Sending) => setSending((all) => all.filter((s) => s.upload !== one.upload))

  async function start(one: Sending) {
    patch(one, { problem: undefined, share: 0 })
    try {
      const stored = await one.upload.start((share) => patch(one, { share }))
      drop(one)
      held.current = [...held.current, { ...stored, name: stored.name || one.name }]
      onChange?.(held.current)
    } catch (thrown) {
      patch(one, { problem: asProblem(thrown) })
    }
  }

  function chosen(e: ChangeEvent<HTMLInputElement>) {
    const room = max - value.length - sending.length
    for (const file of Array.from(e.target.files ?? []).slice(0, room)) {
      const one: Sending = { name: file.name, share: 0, upload: uploadTo<FileRef>(zonePath(slug, zonePaths.files), file) }
      setSending((all) => [...all, one])
      void start(one)
    }
    e.target.value = ''
  }

  const full = disabled || value.length + sending.length >= max
  return (
    <div>
      <input ref={files} type="file" hidden multiple accept={accept} onChange={chosen} aria-label={t('files.choose')} />
      <input ref={camera} type="file" hidden accept="image/*" capture="environment" onChange={chosen} aria-label={t('files.camera')} />
      <div className="jk-row">
        <Button icon={<UploadOutlined />} disabled={full} onClick={() => files.current?.click()}>{t('files.choose')}</Button>
        <Button icon={<CameraOutlined />} disabled={full} onClick={() => camera.current?.click()}>{t('files.camera')}</Button>
      </div>
      <ul className="jk-plain-list jk-files" aria-live="polite">
        {value.map((file) => (
          <li key={file.id}>
            <PaperClipOutlined />
            <a href={'/api/v1' + zonePath(slug, `${zonePaths.files}/${file.id}`)} target="_blank" rel="noreferrer">{file.name}</a>
            {!disabled && (
              <Button type="text" size="small" icon={<DeleteOutlined />} aria-label={t('files.remove', { name: file.name })}
                onClick={() => onChange?.(value.filter((one) => one.id !== file.id))} />
            )}
          </li>
        ))}
        {sending.map((one, i) => (
          <li key={i} style={{ flexWrap: 'wrap' }}>
            <span>{one.name}</span>
            {one.problem ? (
              <>
                <Button size="small" icon={<ReloadOutlined />} onClick={() => void start(one)}>{t('files.again')}</Button>
                <Button size="small" type="text" icon={<DeleteOutlined />} aria-label={t('files.remove', { name: one.name })} onClick={() => drop(one)} />
                <div style={{ flexBasis: '100%' }}><Refusal of={one.problem} /></div>
              </>
            ) : (
              <Progress percent={Math.round(one.share * 100)} size="small" style={{ width: 120 }} aria-label={t('files.progress', { name: one.name })} />
            )}
          </li>
        ))}
      </ul>
    </div>
  )
}
