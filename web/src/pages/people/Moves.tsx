import { Timeline } from 'antd'
import { useTranslation } from 'react-i18next'
import { DateText } from '../../ui/DateText'
import type { Person } from './PeoplePage'

/** Where somebody has worked: entry, transfers, leaving, each with its day and reason. */
export function Moves({ of }: { of: Person }) {
  const { t } = useTranslation('people')
  return (
    <Timeline
      items={(of.moves ?? []).map((move, i) => ({
        key: i,
        content: (
          <>
            <div><DateText of={move.day} /> <strong>{t(`moves.${move.kind}`)}</strong></div>
            <div>{[move.unit?.name, move.post?.name, move.rank_title].filter(Boolean).join(' · ')}</div>
            {move.reason && <div className="jk-rule">{t('register:history.reason', { reason: move.reason })}</div>}
          </>
        ),
      }))}
    />
  )
}
