import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link, useRouteError } from 'react-router'
import { asProblem } from '../api/problem'
import { Refusal } from '../ui/Refusal'
import { DoorFrame } from './DoorFrame'

/** No such page. */
export function NotFound() {
  const { t } = useTranslation()
  return (
    <div className="jk-panel jk-stack">
      <h1>{t('notFound.title')}</h1>
      <p>{t('notFound.text')}</p>
      <Link to="/">{t('notFound.home')}</Link>
    </div>
  )
}

/** No such page, outside any zone. */
export function NotFoundOutside() {
  return <DoorFrame><NotFound /></DoorFrame>
}

/** A page of this session that its roles do not open. */
export function NotYours() {
  const { t } = useTranslation()
  return (
    <div className="jk-panel jk-stack">
      <h1>{t('notYours.title')}</h1>
      <p>{t('notYours.text')}</p>
    </div>
  )
}

/** A page that failed: what happened and two ways on. The rest of the frame keeps working. */
export function PageFault() {
  const { t } = useTranslation()
  const thrown = useRouteError()
  return (
    <div className="jk-stack" style={{ padding: 16 }}>
      <h1>{t('pageFault.title')}</h1>
      <Refusal of={asProblem(thrown)} />
      <p>{t('pageFault.text')}</p>
      <div className="jk-row">
        <Button type="primary" onClick={() => location.reload()}>{t('pageFault.reload')}</Button>
        <Button href="/">{t('notFound.home')}</Button>
      </div>
    </div>
  )
}
