import { QuestionCircleOutlined } from '../ui/icons'
import { App, Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { registerPaths } from '../api/paths'
import { useCommand } from '../api/query'
import type { Action, RecordBase } from '../api/types'
import { FormDrawer } from '../form/FormDrawer'
import type { Values } from '../form/spec'
import { useZoneLink } from '../session/zone'
import { ReasonModal } from '../ui/ReasonModal'
import { Refusal } from '../ui/Refusal'
import type { ActSpec, RegisterSpec } from './spec'
import { Pop } from '../ui/Pop'

interface Props {
  spec: RegisterSpec
  record: RecordBase
  onReload: () => void
}

/** The buttons of a record: those the API offers, no others. What is not allowed says why on demand. */
export function Actions({ spec, record, onReload }: Props) {
  const { t } = useTranslation(spec.words)
  const { message, modal } = App.useApp()
  const navigate = useNavigate()
  const link = useZoneLink()
  const command = useCommand(spec.path, ...(spec.refresh ?? []))
  const [asking, setAsking] = useState<string>()
  const offered = record.actions ?? []
  const label = (name: string) => t([`actions.${name}`, `register:actions.${name}`])
  const how = (name: string): ActSpec<RecordBase> => spec.acts?.[name] ?? {}

  async function give(name: string, body: Values = {}): Promise<boolean> {
    const put = how(name).put
    const path = put ? registerPaths.record(spec.path, record.id) : registerPaths.act(spec.path, record.id, name)
    const done = await command.run<object>(put ? 'PUT' : 'POST', path, { body, version: record.version })
    if (done === undefined) return false
    setAsking(undefined)
    const { then, done: told } = how(name)
    told?.(done)
    if (then) void navigate(link(then(done)))
    void message.success(t('register:done', { action: label(name) }))
    return true
  }
  function press(name: string) {
    command.clear()
    const { go, adverse, form, sure, consequence } = how(name)
    if (go) void navigate(link(go(record)))
    else if (sure) void modal.confirm({ title: label(name), content: consequence && t(consequence), okText: label(name), cancelText: t('shell:cancel'), onOk: () => give(name) })
    else if (adverse || form) setAsking(name)
    else void give(name)
  }
  const close = () => {
    setAsking(undefined)
    command.clear()
  }
  const now = asking === undefined ? {} : how(asking)
  const form = typeof now.form === 'function' ? now.form(record) : now.form
  return (
    <>
      {offered.length > 0 && (
        <div className="jk-row jk-tools" role="group" aria-label={t('register:actionsLabel')}>
          {offered.filter((one) => one.allowed).map((one) => (
            <Button key={one.name} type={how(one.name).primary ? 'primary' : 'default'} loading={command.busy && asking === undefined} onClick={() => press(one.name)}>
              {label(one.name)}
            </Button>
          ))}
          <Missing actions={offered.filter((one) => !one.allowed)} label={label} />
        </div>
      )}
      {asking === undefined && <Refusal of={command.problem} onRetry={onReload} />}
      {asking !== undefined && form && (
        <FormDrawer open spec={form} record={(spec.inputs?.(record) ?? record) as unknown as Values} busy={command.busy} problem={command.problem} onSubmit={(body) => give(asking, body)} onClose={close} />
      )}
      {asking !== undefined && !form && (
        <ReasonModal open title={label(asking)} consequence={now.consequence && t(now.consequence)} busy={command.busy} problem={command.problem}
          preview={now.preview ? registerPaths.preview(spec.path, record.id, asking) : ''} onConfirm={(reason) => void give(asking, { reason })} onClose={close} />
      )}
    </>
  )
}

/** What the person may not do now, and why not. */
export function Missing({ actions, label }: { actions: readonly Action[]; label: (name: string) => string }) {
  const { t } = useTranslation()
  const told = actions.filter((one) => one.why)
  if (told.length === 0) return null
  return (
    <Pop title={t('whyNot.title')} content={
      <ul style={{ margin: 0, paddingInlineStart: 18, maxWidth: 360 }}>
        {told.map((one) => <li key={one.name}>{t('whyNot.one', { action: label(one.name), why: one.why })}</li>)}
      </ul>
    }>
      <Button type="text" icon={<QuestionCircleOutlined />}>{t('whyNot.open')}</Button>
    </Pop>
  )
}
