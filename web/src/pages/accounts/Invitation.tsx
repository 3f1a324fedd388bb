import { App, Alert, Button, Modal } from 'antd'
import { useTranslation } from 'react-i18next'
import type { components } from '../../api/schema'
import { CheckCircleOutlined } from '../../ui/icons'

/** The one-time token, shown once: to be handed to its owner by another way than this system. */
export function Invitation({ of, onClose }: { of: components['schemas']['Invited']; onClose: () => void }) {
  const { t } = useTranslation('accounts')
  const { message } = App.useApp()
  const address = `${location.origin}/invitation`
  async function copy() {
    try {
      await navigator.clipboard.writeText(of.invitation)
      void message.success(t('invitation.copied'))
    } catch {
      // Plain-HTTP pages may not write to the clipboard; the token can be selected and copied by hand.
      void message.info(t('invitation.select'))
    }
  }
  return (
    <Modal open width={640} title={t('invitation.title', { login: of.account.login })} closable={false} mask={{ closable: false }} keyboard={false}
      footer={<Button type="primary" icon={<CheckCircleOutlined />} onClick={onClose}>{t('invitation.kept')}</Button>}>
      <div className="jk-stack">
        <Alert type="warning" showIcon title={t('invitation.once')} />
        <div className="jk-row" style={{ flexWrap: 'nowrap' }}>
          <code className="jk-secret" tabIndex={0} aria-label={t('invitation.token')}>{of.invitation}</code>
          <Button onClick={() => void copy()}>{t('invitation.copy')}</Button>
        </div>
        <p style={{ margin: 0 }}>{t('invitation.how', { address })}</p>
      </div>
    </Modal>
  )
}
