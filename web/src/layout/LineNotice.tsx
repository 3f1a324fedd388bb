import { Alert } from 'antd'
import { useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { lineStore } from '../api/line'

/** Says that the line is bad and what is being done about it. Nothing is lost meanwhile. */
export function LineNotice() {
  const { t } = useTranslation()
  const line = useSyncExternalStore(lineStore.subscribe, lineStore.get)
  if (line.attempt === 0) return null
  return <Alert banner type="warning" role="status" title={t('line.retrying', { attempt: line.attempt, of: line.of })} style={{ marginBottom: 12 }} />
}
