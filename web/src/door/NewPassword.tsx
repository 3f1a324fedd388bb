import { Form, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { namePath, type Problem } from '../api/problem'

/** A new password, typed twice; what the policy misses stands under it. */
export function NewPassword({ problem }: { problem: Problem | undefined }) {
  const { t } = useTranslation('security')
  const found = problem?.errors.filter((one) => namePath(one.location ?? '')[0] === 'password') ?? []
  return (
    <>
      <Form.Item name="password" label={t('password.new')} extra={<span className="jk-rule">{t('password.rule')}</span>} rules={[{ required: true, message: t('shell:login.must') }]}
        validateStatus={found.length > 0 ? 'error' : undefined} help={found.length > 0 ? found.map((one) => <div key={one.code}>{one.message}</div>) : undefined}>
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      <Form.Item name="again" label={t('shell:setup.again')} dependencies={['password']} rules={[{ required: true, message: t('shell:login.must') }, ({ getFieldValue }) => ({
        validator: (_rule, value: string) => (!value || value === getFieldValue('password') ? Promise.resolve() : Promise.reject(new Error(t('shell:setup.differs')))),
      })]}>
        <Input.Password autoComplete="new-password" />
      </Form.Item>
    </>
  )
}
