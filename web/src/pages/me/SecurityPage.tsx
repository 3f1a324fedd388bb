import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, Form, Input, Popconfirm } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { asProblem, namePath, type Problem } from '../../api/problem'
import { call } from '../../api/send'
import type { Page, Session } from '../../api/types'
import { NewPassword } from '../../door/NewPassword'
import { useDoor, useMe } from '../../session/session'
import { DateText } from '../../ui/DateText'
import { Refusal } from '../../ui/Refusal'
import { Factor } from './Factor'

/** One's own account: password, authenticator, where one is logged in. */
export default function SecurityPage() {
  const { t } = useTranslation('security')
  const me = useMe()
  const todo = me.todo ?? []
  return (
    <div className="jk-stack" style={{ maxWidth: 720 }}>
      <h1>{t('title')}</h1>
      {todo.map((one) => <Alert key={one} type="warning" showIcon title={t(`todo.${one}`)} />)}
      <Password />
      <Factor />
      <Uses />
    </div>
  )
}

function Password() {
  const { t } = useTranslation('security')
  const { message } = App.useApp()
  const { enter } = useDoor()
  const [form] = Form.useForm<{ old: string; password: string }>()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem>()
  async function submit({ old, password }: { old: string; password: string }) {
    setBusy(true)
    setProblem(undefined)
    try {
      await enter(() => call<Session>('POST', '/session/password', { body: { old, password } }))
      form.resetFields()
      void message.success(t('password.done'))
    } catch (thrown) {
      setProblem(asProblem(thrown))
    } finally {
      setBusy(false)
    }
  }
  const wrong = problem?.errors.find((one) => namePath(one.location ?? '')[0] === 'old')
  return (
    <section className="jk-panel" aria-labelledby="own-password">
      <h2 id="own-password">{t('password.title')}</h2>
      <p className="jk-rule">{t('password.intro')}</p>
      <Refusal of={problem} shownBelow={problem?.errors.map((one) => one.location ?? '')} />
      <Form form={form} layout="vertical" requiredMark={false} onFinish={submit}>
        <Form.Item name="old" label={t('password.old')} rules={[{ required: true, message: t('shell:login.must') }]} validateStatus={wrong && 'error'} help={wrong?.message}>
          <Input.Password autoComplete="current-password" />
        </Form.Item>
        <NewPassword problem={problem} />
        <Button htmlType="submit" loading={busy}>{t('password.change')}</Button>
      </Form>
    </section>
  )
}

interface Use {
  source: string
  factors: number
  created: string
  seen: string
  ends: string
  present: boolean
}

function Uses() {
  const { t } = useTranslation('security')
  const client = useQueryClient()
  const [problem, setProblem] = useState<Problem>()
  const asked = useQuery<Page<Use>, Problem>({ queryKey: ['own', 'sessions'], queryFn: () => call('GET', '/session/sessions') })
  const all = asked.data?.items ?? []
  async function endOthers() {
    try {
      await call('POST', '/session/actions/end-others', { body: {} })
      await client.invalidateQueries({ queryKey: ['own', 'sessions'] })
    } catch (thrown) {
      setProblem(asProblem(thrown))
    }
  }
  return (
    <section className="jk-panel" aria-labelledby="own-sessions">
      <h2 id="own-sessions">{t('sessions.title')}</h2>
      <Refusal of={asked.error ?? problem} onRetry={() => void asked.refetch()} />
      <ul className="jk-plain-list">
        {all.map((use) => (
          <li key={use.created + use.source} style={{ padding: '4px 0' }}>
            <strong>{use.source || t('sessions.unknown')}</strong> {use.present && t('sessions.present')}
            <div className="jk-rule">{t('sessions.since')} <DateText of={use.created} /> · {t('sessions.seen')} <DateText of={use.seen} /> · {t(use.factors > 1 ? 'sessions.two' : 'sessions.one')}</div>
          </li>
        ))}
      </ul>
      {all.length > 1 && (
        <Popconfirm title={t('sessions.endSure')} okText={t('sessions.end')} cancelText={t('shell:cancel')} onConfirm={() => void endOthers()}>
          <Button>{t('sessions.end')}</Button>
        </Popconfirm>
      )}
    </section>
  )
}
