import { Alert, Modal } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Problem } from '../../api/problem'
import { Refusal } from '../../ui/Refusal'
import type { KeyList } from './types'

interface Props {
  list: KeyList
  busy: boolean
  problem: Problem | undefined
  onIssue: () => void
  onClose: () => void
}

/** Before a list is issued: whom it will bind, what it still misses, and that it is frozen from then on. */
export function IssueModal({ list, busy, problem, onIssue, onClose }: Props) {
  const { t } = useTranslation('lists')
  const items = list.items ?? []
  const lacks = list.lacks ?? []
  const distinct = (ids: (string | undefined)[]) => new Set(ids.filter(Boolean)).size
  return (
    <Modal open title={t('issue.title', { number: list.number })} okText={t('actions.issue')} cancelText={t('shell:cancel')}
      okButtonProps={{ loading: busy, disabled: lacks.length > 0 }} onOk={onIssue} onCancel={onClose}>
      <div className="jk-stack">
        <p style={{ margin: 0 }}>
          {t('issue.binds', {
            items: items.length,
            leaders: distinct(items.map((item) => item.lead?.id)),
            units: distinct(items.map((item) => item.unit?.id)),
            people: distinct(items.map((item) => item.person?.id)),
          })}
        </p>
        {lacks.length > 0
          ? <Alert type="warning" showIcon title={t('lacks.some', { count: lacks.length })} description={<ul style={{ margin: 0, paddingInlineStart: 18 }}>{lacks.map((lack) => <li key={lack.location}>{lack.message}</li>)}</ul>} />
          : <Alert type="info" showIcon title={t('issue.frozen')} />}
        <Refusal of={problem} />
      </div>
    </Modal>
  )
}
