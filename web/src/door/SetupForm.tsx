import { Alert, Button, Form, Input, Typography } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { paths } from '../api/paths'
import { asProblem, namePath, type Problem } from '../api/problem'
import { call } from '../api/send'
import { Refusal } from '../ui/Refusal'

/** The three administrators, who exclude each other. */
const three = ['system', 'security', 'auditor'] as const

interface Typed {
  token: string
  password: string
  again?: string
  system: { login: string; name: string }
  security: { login: string; name: string }
  auditor: { login: string; name: string }
}

/** One-time tokens for the two who did not fill in the form. */
interface Invitations {
  security: string
  auditor: string
}

/** First start: the token printed by the program makes the three administrators, once. */
export function SetupForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem>()
  const [made, setMade] = useState<Invitations>()
  async function submit({ again: _, ...body }: Typed) {
    setBusy(true)
    setProblem(undefined)
    try {
      setMade(await call<Invitations>('POST', paths.setup, { body }))
    } catch (thrown) {
      setProblem(asProblem(thrown))
    } finally {
      setBusy(false)
    }
  }
  if (made) return <Made made={made} onDone={onDone} />
  const must = { required: true, message: t('login.must') }
  const fault = (...name: string[]) => {
    const found = problem?.errors.find((one) => namePath(one.location ?? '').join('.') === name.join('.'))
    return found ? { validateStatus: 'error' as const, help: found.message } : {}
  }
  return (
    <div className="jk-door-form jk-panel" style={{ maxWidth: 520, marginTop: 0 }}>
      <h1>{t('setup.title')}</h1>
      <p>{t('setup.intro')}</p>
      <Refusal of={problem} />
      <Form layout="vertical" onFinish={submit} style={{ marginTop: 12 }}>
        <Form.Item name="token" label={t('setup.token')} extra={t('setup.tokenRule')} rules={[must]} {...fault('token')}>
          <Input autoComplete="off" spellCheck={false} autoFocus />
        </Form.Item>
        {three.map((role) => (
          <fieldset key={role} style={{ border: 0, padding: 0, margin: 0 }}>
            <legend style={{ fontWeight: 600 }}>{t(`setup.${role}`)}</legend>
            <Form.Item name={[role, 'name']} label={t('setup.name')} rules={[must]} {...fault(role, 'name')}><Input autoComplete="off" /></Form.Item>
            <Form.Item name={[role, 'login']} label={t('setup.login')} rules={[must]} {...fault(role, 'login')}><Input autoComplete="off" spellCheck={false} /></Form.Item>
            {role === 'system' && <Passwords must={must} fault={fault('password')} />}
          </fieldset>
        ))}
        <Button type="primary" htmlType="submit" loading={busy}>{t('setup.make')}</Button>
      </Form>
    </div>
  )
}

function Passwords({ must, fault }: { must: object; fault: object }) {
  const { t } = useTranslation()
  return (
    <>
      <Form.Item name="password" label={t('setup.password')} extra={t('setup.passwordRule')} rules={[must]} {...fault}>
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      <Form.Item name="again" label={t('setup.again')} dependencies={['password']} rules={[must, ({ getFieldValue }) => ({
        validator: (_rule, value: string) => (!value || value === getFieldValue('password') ? Promise.resolve() : Promise.reject(new Error(t('setup.differs')))),
      })]}>
        <Input.Password autoComplete="new-password" />
      </Form.Item>
    </>
  )
}

function Made({ made, onDone }: { made: Invitations; onDone: () => void }) {
  const { t } = useTranslation()
  return (
    <div className="jk-door-form jk-panel jk-stack" style={{ maxWidth: 520 }}>
      <h1>{t('setup.made')}</h1>
      <Alert type="warning" showIcon title={t('setup.hand')} />
      <dl className="jk-facts">
        <dt>{t('setup.security')}</dt>
        <dd><Typography.Text code copyable>{made.security}</Typography.Text></dd>
        <dt>{t('setup.auditor')}</dt>
        <dd><Typography.Text code copyable>{made.auditor}</Typography.Text></dd>
      </dl>
      <Button type="primary" onClick={onDone}>{t('setup.toLogin')}</Button>
    </div>
  )
}
