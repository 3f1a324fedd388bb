import { Alert, Skeleton } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { useZoneQuery } from '../../api/query'
import { useZoneLink } from '../../session/zone'
import { Refusal } from '../../ui/Refusal'
import { Results } from './OwnSheetPage'
import { boardPaths, type WorkHistory } from './types'
import './board.css'

/** A work on all its boards, the newest first; months in a row on the yellow board are said. */
export default function WorkPage() {
  const { t } = useTranslation('board')
  const { id = '' } = useParams()
  const link = useZoneLink()
  const asked = useZoneQuery<WorkHistory>(boardPaths.history(id))
  const work = asked.data
  return (
    <article className="jk-stack" aria-labelledby="work-title">
      <nav className="jk-tools" aria-label={t('register:way')}><Link to={link('boards')}>{t('boards')}</Link></nav>
      <Refusal of={asked.error} onRetry={() => void asked.refetch()} />
      {asked.isPending && <Skeleton active />}
      {work && (
        <>
          <h1 id="work-title">{t('workTitle', { title: work.title })}</h1>
          {work.streak > 1 && <Alert type="warning" showIcon title={t('streak', { count: work.streak })} />}
          <section className="jk-panel" aria-label={t('workTitle', { title: work.title })}><Results results={work.items} /></section>
        </>
      )}
    </article>
  )
}
