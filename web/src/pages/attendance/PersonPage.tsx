import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { useZoneLink } from '../../session/zone'
import { DateText } from '../../ui/DateText'
import { ResultView } from './ResultView'

/** One person's month. */
export default function PersonPage() {
  const { t } = useTranslation('attendance')
  const { month = '', person = '' } = useParams()
  const link = useZoneLink()
  return (
    <article className="jk-stack">
      <nav className="jk-tools" aria-label={t('register:way')}><Link to={link(`attendance-months/${month}`)}><DateText of={month} manner="document" /> {t('months.sheet')}</Link></nav>
      <ResultView month={month} person={person} />
    </article>
  )
}
