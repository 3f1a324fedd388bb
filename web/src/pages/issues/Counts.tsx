import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useZoneQuery } from '../../api/query'
import { useZoneLink } from '../../session/zone'
import { issuePaths, type IssueCount } from './types'

/** What a strike-off list comes to; each number opens its rows. */
export function Counts({ project = '' }: { project?: string }) {
  const { t } = useTranslation('issues')
  const link = useZoneLink()
  const asked = useZoneQuery<IssueCount>(issuePaths.counts, { project })
  const of = asked.data
  if (!of) return null
  const figures: [string, number, string][] = [['remaining', of.remaining, 'remaining'], ['claimed', of.claimed, 'claimed'], ['struck', of.struck, 'struck'], ['opened', of.opened, '']]
  return (
    <ul className="jk-plain-list jk-figures" aria-label={t('counts')}>
      {figures.map(([name, n, status]) => (
        <li key={name}><Link className="jk-figure" to={link(`issues?status=${status}${project && `&project=${project}`}`)}><strong>{n}</strong> <span>{t(`count.${name}`)}</span></Link></li>
      ))}
      {of.remaining > 0 && <li className="jk-figure"><strong>{of.oldest}</strong> <span>{t('count.oldest')}</span></li>}
    </ul>
  )
}
