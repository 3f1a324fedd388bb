import { App, Button, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCommand } from '../../api/query'
import { pick } from '../../api/types'
import { FormDrawer } from '../../form/FormDrawer'
import type { Values } from '../../form/spec'
import { Missing } from '../../register/Actions'
import { useMe } from '../../session/session'
import { grouped, wallClock } from '../../ui/format'
import { PrinterOutlined } from '../../ui/icons'
import { Paper } from '../../ui/Paper'
import { Refusal } from '../../ui/Refusal'
import { actForms } from './forms'
import { targetPaths, type Target } from './types'

/** The acts the API offers on a target or a share now. */
export function TargetActions({ target, small, onReload }: { target: Target; small?: boolean; onReload: () => void }) {
  const { t } = useTranslation('targets')
  const { message } = App.useApp()
  const command = useCommand(targetPaths.all)
  const [asking, setAsking] = useState<string>()
  const close = () => {
    setAsking(undefined)
    command.clear()
  }
  async function act(name: string, body: Values = {}): Promise<boolean> {
    const done = name === 'allocate'
      ? await command.run('POST', targetPaths.all, { body: { ...body, parent: target.id } })
      : await command.run('POST', targetPaths.act(target.id, name), { body, version: name === 'reserve' || name === 'adjust' ? target.version : undefined })
    if (done === undefined) return false
    setAsking(undefined)
    void message.success(t('register:done', { action: t(`actions.${name}`) }))
    return true
  }
  // A share is not broken down again from here, nor kept back from: that is done on its target.
  const offered = target.actions.filter((one) => !small || (one.name !== 'allocate' && one.name !== 'reserve'))
  const form = asking && actForms[asking]
  return (
    <div className="jk-row jk-tools">
      {offered.filter((one) => one.allowed).map((one) => (
        <Button key={one.name} size={small ? 'small' : undefined} type={one.name === 'issue' || one.name === 'sign' ? 'primary' : undefined} onClick={() => setAsking(one.name)}>{t(`actions.${one.name}`)}</Button>
      ))}
      {!small && <Missing actions={offered.filter((one) => !one.allowed)} label={(name) => t(`actions.${name}`)} />}
      {form && <FormDrawer open spec={form} record={asking === 'allocate' ? undefined : { id: target.id, ...(asking === 'reserve' && { reserve: target.reserve }) }} busy={command.busy} problem={command.problem} onSubmit={(body) => act(asking, body)} onClose={close} />}
      {asking === 'issue' && (
        <Modal open title={t('issue.title', { indicator: target.indicator })} okText={t('actions.issue')} cancelText={t('shell:cancel')} okButtonProps={{ loading: command.busy }} onOk={() => void act('issue')} onCancel={close}>
          <p>{t('issue.binds', { n: grouped(target.value), unit: target.unit_name, shares: target.shares?.length ?? 0 })}</p>
          <p className="jk-rule">{t('issue.rule')}</p>
          <Refusal of={command.problem} onRetry={onReload} />
        </Modal>
      )}
      {asking === 'sign' && <Letter target={target} busy={command.busy} onSign={() => void act('sign')} onClose={close}><Refusal of={command.problem} onRetry={onReload} /></Letter>}
    </div>
  )
}

interface LetterProps {
  target: Target
  busy: boolean
  onSign: () => void
  onClose: () => void
  children: React.ReactNode
}

/** The letter of responsibility, read before it is signed. */
function Letter({ target, busy, onSign, onClose, children }: LetterProps) {
  const { t, i18n } = useTranslation('targets')
  const me = useMe()
  const zone = pick(me.zone, 'name', i18n.language)
  const values = { zone, year: target.year, indicator: target.indicator, n: grouped(target.value), unit: target.unit_name, owner: target.unit?.name ?? '', person: target.person?.name ?? t('letter.head') }
  return (
    <Modal open width={860} title={t('letter.title')} onCancel={onClose}
      footer={
        <div className="jk-row jk-no-print" style={{ justifyContent: 'flex-end' }}>
          <Button icon={<PrinterOutlined />} onClick={() => print()}>{t('register:print')}</Button>
          <Button onClick={onClose}>{t('shell:cancel')}</Button>
          <Button type="primary" loading={busy} onClick={onSign}>{t('actions.sign')}</Button>
        </div>
      }>
      {children}
      <div className="jk-letter">
        <Paper title={t('letter.heading', values)} by={zone} day={wallClock(target.issued_at ?? '')?.date ?? ''}>
          <p>{t('letter.to', values)}</p>
          <p>{t('letter.body', values)}</p>
          <p>{t('letter.person', values)}</p>
          <p>{t('letter.given', { name: target.given_by ?? '' })}</p>
        </Paper>
      </div>
    </Modal>
  )
}
