import { Alert, Input, Modal } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useZoneQuery } from '../api/query'
import type { Problem } from '../api/problem'
import { pick, type Bilingual } from '../api/types'
import { Refusal } from './Refusal'

/** Who would be affected and how, told by the server before anything is done. */
export interface Preview extends Bilingual<'summary'> {
  affected?: (Bilingual<'effect'> & { id: string; name: string })[]
}

interface Props {
  open: boolean
  title: string
  /** What follows, in a sentence: second person, whether it can be undone, until when. */
  consequence?: string
  /** Path under the zone that answers a {@link Preview}. */
  preview?: string
  busy?: boolean
  problem?: Problem
  onConfirm: (reason: string) => void
  onClose: () => void
}

/** Nothing adverse is one click: the reason is written and the affected are seen before the button works. */
export function ReasonModal({ open, title, consequence, preview = '', busy, problem, onConfirm, onClose }: Props) {
  const { t, i18n } = useTranslation()
  const [reason, setReason] = useState('')
  const id = useId()
  const asked = useZoneQuery<Preview>(open ? preview : '')
  const ready = reason.trim() !== '' && (!preview || asked.isSuccess)
  return (
    <Modal
      open={open}
      title={title}
      destroyOnHidden
      okText={title}
      cancelText={t('cancel')}
      okButtonProps={{ disabled: !ready, loading: busy }}
      onOk={() => onConfirm(reason.trim())}
      onCancel={onClose}
      afterClose={() => setReason('')}
    >
      <div className="jk-stack">
        {consequence && <Alert type="warning" showIcon title={consequence} />}
        <Refusal of={asked.error} onRetry={() => void asked.refetch()} />
        {preview && asked.isPending && open && <p role="status">{t('loading')}</p>}
        {asked.data && <Affected preview={asked.data} language={i18n.language} />}
        <div>
          <label htmlFor={id}>{t('reason.label')}</label>
          <Input.TextArea id={id} rows={3} value={reason} maxLength={2000} aria-describedby={id + 'r'} onChange={(e) => setReason(e.target.value)} />
          <div id={id + 'r'} className="jk-rule">{t('reason.rule')}</div>
        </div>
        <Refusal of={problem} />
      </div>
    </Modal>
  )
}

function Affected({ preview, language }: { preview: Preview; language: string }) {
  const { t } = useTranslation()
  return (
    <div>
      <p style={{ margin: 0 }}>{pick(preview, 'summary', language)}</p>
      {preview.affected && (
        <>
          <strong style={{ display: 'block', margin: '8px 0 4px' }}>{t('reason.affected', { count: preview.affected.length })}</strong>
          <ul style={{ margin: 0, paddingInlineStart: 20, maxHeight: 180, overflow: 'auto' }} tabIndex={0} aria-label={t('reason.affectedList')}>
            {preview.affected.map((one) => (
              <li key={one.id}>{t('reason.one', { name: one.name, effect: pick(one, 'effect', language) })}</li>
            ))}
          </ul>
        </>
      )}
    </div>
  )
}
