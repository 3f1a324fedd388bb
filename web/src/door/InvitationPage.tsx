import { Button, Form, Input, Result } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { asProblem, type Problem } from '../api/problem'
import { call } from '../api/send'
import { Refusal } from '../ui/Refusal'
import { DoorFrame } from './DoorFrame'
import { NewPassword } from './NewPassword'

interface Typed {
  token: string
  password: string
}

/** Whoever was handed a one-time token chooses the password here. */
export default function InvitationPage() {
  const { t } = useTranslation('security')
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem>()
  const [done, setDone] = useState(false)
  async function submit({ token, password }: Typed) {
    setBusy(true)
    setProblem(undefined)
    try {
      await call('POST', '/invitations/actions/accept', { body: { token: token.trim(), password } })
      setDone(true)
    } catch (thrown) {
      setProblem(asProblem(thrown))
    } finally {
      setBusy(false)
    }
  }
  return (
    <DoorFrame>
      {done ? (
        <Result status="success" title={t('invitation.done')} extra={<Link to="/login">{t('shell:setup.toLogin')}</Link>} />
      ) : (
        <div className="jk-door-form jk-panel">
          <h1>{t('invitation.title')}</h1>
          <p>{t('invitation.intro')}</p>
          <Refusal of={problem} shownBelow={problem?.errors.map((one) => one.location ?? '')} />
          <Form layout="vertical" requiredMark={false} onFinish={submit} style={{ marginTop: 12 }}>
            <Form.Item name="token" label={t('invitation.token')} rules={[{ required: true, message: t('shell:login.must') }]}><Input autoComplete="off" spellCheck={false} autoFocus /></Form.Item>
            <NewPassword problem={problem} />
            <Button type="primary" htmlType="submit" loading={busy}>{t('invitation.set')}</Button>
          </Form>
        </div>
      )}
    </DoorFrame>
  )
}
