import { App, Button, Form, Input, QRCode } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { asProblem, namePath, type Problem } from '../../api/problem'
import { call } from '../../api/send'
import type { Session } from '../../api/types'
import { useDoor } from '../../session/session'
import { Refusal } from '../../ui/Refusal'

interface Enrolment {
  secret: string
  url: string
}

/** Binding an authenticator: its code is shown once, and counts only when a code it gives was entered. */
export function Factor() {
  const { t } = useTranslation('security')
  const { message } = App.useApp()
  const { enter } = useDoor()
  const [shown, setShown] = useState<Enrolment>()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem>()
  async function give(what: () => Promise<void>) {
    setBusy(true)
    setProblem(undefined)
    try {
      await what()
    } catch (thrown) {
      setProblem(asProblem(thrown))
    } finally {
      setBusy(false)
    }
  }
  const begin = () => give(async () => setShown(await call<Enrolment>('POST', '/session/factor', { body: {} })))
  const confirm = ({ code }: { code: string }) => give(async () => {
    await enter(() => call<Session>('POST', '/session/factor/actions/confirm', { body: { code: code.trim() } }))
    setShown(undefined)
    void message.success(t('factor.done'))
  })
  const wrong = problem?.errors.find((one) => namePath(one.location ?? '')[0] === 'code')
  return (
    <section className="jk-panel" aria-labelledby="own-factor">
      <h2 id="own-factor">{t('factor.title')}</h2>
      <p className="jk-rule">{t('factor.intro')}</p>
      <Refusal of={problem} shownBelow={wrong ? [wrong.location ?? ''] : []} />
      {!shown && <Button loading={busy} onClick={() => void begin()}>{t('factor.begin')}</Button>}
      {shown && (
        <div className="jk-row" style={{ alignItems: 'flex-start', gap: 20 }}>
          <QRCode value={shown.url} type="canvas" size={184} aria-label={t('factor.qr')} />
          <div style={{ flex: '1 1 240px' }}>
            <p style={{ marginTop: 0 }}>{t('factor.scan')}</p>
            <p><code style={{ userSelect: 'all' }}>{shown.secret.replace(/(.{4})(?=.)/g, '$1 ')}</code></p>
            <Form layout="vertical" requiredMark={false} onFinish={confirm}>
              <Form.Item name="code" label={t('shell:login.code')} rules={[{ required: true, message: t('shell:login.must') }]} validateStatus={wrong && 'error'} help={wrong?.message}>
                <Input autoComplete="one-time-code" inputMode="numeric" maxLength={8} />
              </Form.Item>
              <Button type="primary" htmlType="submit" loading={busy}>{t('factor.confirm')}</Button>
            </Form>
          </div>
        </div>
      )}
    </section>
  )
}
