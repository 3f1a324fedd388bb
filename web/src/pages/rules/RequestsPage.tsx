import { Segmented } from 'antd'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { RegisterPage } from '../../register/RegisterPage'
import { requestsSpec, unansweredSpec } from './requests'

/** Requests and reports: all of them, or those that wait for a reply, the overdue first. */
export default function RequestsPage() {
  const { t } = useTranslation('rules')
  const [params, setParams] = useSearchParams()
  const waiting = params.get('view') === 'waiting'
  return (
    <RegisterPage key={String(waiting)} spec={waiting ? unansweredSpec : requestsSpec}>
      <div className="jk-tools">
        <Segmented aria-label={t('requests.view')} value={waiting ? 'waiting' : 'all'} onChange={(to) => setParams(to === 'waiting' ? { view: 'waiting' } : {})}
          options={[{ value: 'all', label: t('requests.all') }, { value: 'waiting', label: t('requests.waiting') }]} />
      </div>
    </RegisterPage>
  )
}
