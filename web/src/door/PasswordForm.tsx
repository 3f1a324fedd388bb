import { Button, Form, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { paths } from '../api/paths'
import { asProblem, type Problem } from '../api/problem'
import { call } from '../api/send'
import type { Session } from '../api/types'
import { useDoor } from '../session/session'
import { Refusal } from '../ui/Refusal'

interface Typed {
  login: string
  password: string
  code?: string
}

/** Name and password, then the second factor when the server asks for it. */
export function PasswordForm({ onEntered }: { onEntered: (session: Session) => void }) {
  const { t } = useTranslation()
  const { enter } = useDoor()
  const [busy, setBusy] = useState(false)
  const [second, setSecond] = useState(false)
  const [problem, setProblem] = useState<Problem>()
  async function submit(typed: Typed) {
    setBusy(true)
    setProblem(undefined)
    try {
      onEntered(await enter(() => call('POST', paths.session, { body: typed })))
    } catch (thrown) {
      const refused = asProblem(thrown)
      const asks = needsCode(refused)
      if (asks && !second) setSecond(true)
      else setProblem(refused)
    } finally {
      setBusy(false)
    }
  }
  const must = [{ required: true, message: t('login.must') }]
  return (
    <div className="jk-door-form jk-panel">
      <h1 style={{ marginBottom: 16 }}>{t(second ? 'login.second' : 'login.title')}</h1>
      <Refusal of={problem} />
      <Form layout="vertical" requiredMark={false} onFinish={submit} style={{ marginTop: 12 }}>
        <div hidden={second}>
          <Form.Item name="login" label={t('login.name')} rules={must}><Input autoComplete="username" autoFocus spellCheck={false} /></Form.Item>
          <Form.Item name="password" label={t('login.password')} rules={must}><Input.Password autoComplete="current-password" /></Form.Item>
        </div>
        {second && (
          <Form.Item name="code" label={t('login.code')} rules={must} extra={t('login.codeRule')}>
            <Input autoComplete="one-time-code" inputMode="numeric" maxLength={8} autoFocus />
          </Form.Item>
        )}
        <div className="jk-row">
          <Button type="primary" htmlType="submit" loading={busy}>{t('login.enter')}</Button>
          {second && <Button onClick={() => setSecond(false)}>{t('login.back')}</Button>}
        </div>
      </Form>
      <p style={{ marginBottom: 0 }}><Link to="/invitation">{t('login.invitation')}</Link></p>
    </div>
  )
}

/** The refusal that asks for the second factor: by its code, or by a fault at the field "code". */
export function needsCode(problem: Problem): boolean {
  return /(^|\.)(code|factor|totp)_(needed|required|missing)$/.test(problem.code) || problem.errors.some((fault) => /(^|\.)code$/.test(fault.location ?? ''))
}
