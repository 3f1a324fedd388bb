import { Button, Form, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { paths } from '../api/paths'
import { asProblem, namePath, type Problem } from '../api/problem'
import { call } from '../api/send'
import { Refusal } from '../ui/Refusal'

interface Typed {
  token: string
  name: string
  login: string
  password: string
  again: string
}

/** First start: no account exists. The one-time token printed by the program makes the first one, once. */
export function SetupForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation()
  const [form] = Form.useForm<Typed>()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem>()
  async function submit({ again: _, ...body }: Typed) {
    setBusy(true)
    setProblem(undefined)
    try {
      await call('POST', paths.setup, { body })
      onDone()
    } catch (thrown) {
      setProblem(asProblem(thrown))
    } finally {
      setBusy(false)
    }
  }
  const must = { required: true, message: t('login.must') }
  const fault = (name: string) => problem?.errors.find((one) => namePath(one.location ?? '')[0] === name)
  const field = (name: keyof Typed) => ({ name, label: t(`setup.${name}`), extra: t(`setup.${name}Rule`), validateStatus: fault(name) ? ('error' as const) : undefined, help: fault(name)?.message })
  return (
    <div className="jk-door-form jk-panel" style={{ maxWidth: 460 }}>
      <h1>{t('setup.title')}</h1>
      <p>{t('setup.intro')}</p>
      <Refusal of={problem} shownBelow={problem?.errors.map((one) => one.location ?? '')} />
      <Form form={form} layout="vertical" onFinish={submit} style={{ marginTop: 12 }}>
        <Form.Item {...field('token')} rules={[must]}><Input autoComplete="off" spellCheck={false} autoFocus /></Form.Item>
        <Form.Item {...field('name')} rules={[must]}><Input autoComplete="name" /></Form.Item>
        <Form.Item {...field('login')} rules={[must]}><Input autoComplete="username" spellCheck={false} /></Form.Item>
        <Form.Item {...field('password')} rules={[must]}><Input.Password autoComplete="new-password" /></Form.Item>
        <Form.Item {...field('again')} dependencies={['password']} rules={[must, ({ getFieldValue }) => ({
          validator: (_r, value: string) => (!value || value === getFieldValue('password') ? Promise.resolve() : Promise.reject(new Error(t('setup.differs')))),
        })]}>
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={busy}>{t('setup.make')}</Button>
      </Form>
    </div>
  )
}
