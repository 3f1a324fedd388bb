import { Alert, Button, Drawer, Form } from 'antd'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { namePath, type Problem } from '../api/problem'
import { useMe } from '../session/session'
import { useZoneSlug } from '../session/zone'
import { DateText } from '../ui/DateText'
import { Refusal } from '../ui/Refusal'
import { dropDraft, keepDraft, readDraft } from './draft'
import { Field } from './Field'
import type { FormSpec, Values } from './spec'
import { toBody, toDraft, toInputs } from './values'

interface Props {
  open: boolean
  spec: FormSpec
  /** Record being changed; nothing for a new one. */
  record?: Values & { id?: string }
  busy?: boolean
  problem?: Problem
  /** Sends the body; resolves to true when it was accepted. */
  onSubmit: (body: Values) => Promise<boolean>
  onClose: () => void
}

/** A form in a drawer: one column, the rule under each field, all faults at once, what was typed kept as a draft. */
export function FormDrawer(props: Props) {
  const { open, spec, onClose } = props
  const { t } = useTranslation(spec.words)
  return (
    <Drawer open={open} title={t(spec.title)} size={560} onClose={onClose} destroyOnHidden styles={{ wrapper: { maxWidth: '100vw' } }}>
      {open && <Body {...props} />}
    </Drawer>
  )
}

function Body({ spec, record, busy, problem, onSubmit, onClose }: Props) {
  const { t } = useTranslation(spec.words)
  const [form] = Form.useForm<Values>()
  const place = [useMe().account.id, useZoneSlug(), spec.name, record?.id ?? 'new'].join('/')
  const [draft, setDraft] = useState(() => readDraft<Values>(place))
  const initial = useMemo(() => toInputs(spec.fields, record), [spec, record])
  const start = useMemo(
    () => ({ ...initial, ...(draft && toInputs(spec.fields, draft.values)) }),
    // The draft is read once; throwing it away resets the form instead.
    [initial],
  )
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  const top = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (problem) top.current?.scrollIntoView?.({ block: 'nearest' })
  }, [problem])

  // Attachments are on the server already; a draft that named them could outlive them.
  const kept = spec.fields.filter((field) => field.kind !== 'files' && field.kind !== 'custom')
  const faults = faultsByField(problem, spec)
  const changed = () => {
    clearTimeout(timer.current)
    timer.current = setTimeout(() => keepDraft(place, toDraft(kept, form.getFieldsValue(true))), 400)
  }
  async function submit(inputs: Values) {
    clearTimeout(timer.current)
    const body = toBody(spec.fields, inputs)
    keepDraft(place, toDraft(kept, inputs))
    if (await onSubmit(spec.send?.(body) ?? body)) {
      dropDraft(place)
      onClose()
    }
  }
  function throwAway() {
    dropDraft(place)
    setDraft(undefined)
    form.resetFields()
    form.setFieldsValue(Object.fromEntries(spec.fields.map((f) => [f.name, initial[f.name]])))
  }

  return (
    <Form form={form} layout="vertical" initialValues={start} onValuesChange={changed} onFinish={submit} requiredMark scrollToFirstError={{ focus: true }}>
      <div ref={top} className="jk-stack" style={{ marginBottom: 12 }}>
        {spec.intro && <p style={{ margin: 0 }}>{t(spec.intro)}</p>}
        {draft && (
          <Alert type="info" showIcon
            title={<>{t('register:form.draft')} <DateText of={draft.at.toISOString()} /></>}
            action={<Button size="small" onClick={throwAway}>{t('register:form.throwAway')}</Button>} />
        )}
        <Refusal of={problem} shownBelow={Object.values(faults).map((one) => one.location)} />
      </div>
      {spec.fields.map((field) => <Field key={field.name} field={field} words={spec.words} fault={faults[field.name]?.message} cells={field.kind === 'rows' ? faultsByCell(problem, field.name) : undefined} />)}
      <div className="jk-row">
        <Button type="primary" htmlType="submit" loading={busy}>{spec.ok ? t(spec.ok) : t('shell:save')}</Button>
        <Button onClick={onClose}>{t('shell:cancel')}</Button>
      </div>
    </Form>
  )
}

/** Faults the server found, by the field they belong to; the rest stays in the refusal above the form. */
export function faultsByField(problem: Problem | undefined, spec: FormSpec): Record<string, { message: string; location: string }> {
  const out: Record<string, { message: string; location: string }> = {}
  for (const fault of problem?.errors ?? []) {
    const [name] = namePath(fault.location ?? '')
    const field = spec.fields.find((one) => one.name === name)
    // A fault inside a row editor stays in the list above too, where its row is named.
    if (field && field.kind !== 'rows' && !out[field.name]) out[field.name] = { message: fault.message, location: fault.location ?? '' }
  }
  return out
}

/** Faults inside a row editor by "row.field", so that each stands in its cell. */
export function faultsByCell(problem: Problem | undefined, name: string): Record<string, string> {
  const out: Record<string, string> = {}
  for (const fault of problem?.errors ?? []) {
    const [at, ...rest] = namePath(fault.location ?? '')
    if (at === name && rest.length > 1) out[rest.join('.')] ??= fault.message
  }
  return out
}
