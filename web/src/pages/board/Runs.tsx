import { Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useZoneLink } from '../../session/zone'
import { DateText } from '../../ui/DateText'
import type { Asking } from './Dialogs'
import { say, type Board } from './types'

/** Every computation of the board, the publication with its postings, and what followed. */
export function Runs({ board }: { board: Board; onAct: (asking: Asking) => void }) {
  const { t, i18n } = useTranslation('board')
  const link = useZoneLink()
  const notice = board.publication
  return (
    <div className="jk-columns">
      <section className="jk-panel" aria-labelledby="runs">
        <h2 id="runs">{t('runs')}</h2>
        <ol className="jk-plain-list">
          {[...(board.computations ?? [])].reverse().map((run) => (
            <li key={run.id}>
              {t('run', { no: run.no })} <DateText of={run.at} /> {run.by} {run.stands && <Tag color="success">{t('stands')}</Tag>}
              <div className="jk-rule">{say(run.scheme, i18n.language)}{run.reason && t('runReason', { reason: run.reason })}</div>
            </li>
          ))}
        </ol>
        <p className="jk-rule">{t('runsNote')}</p>
      </section>
      {notice && (
        <section className="jk-panel" aria-labelledby="publication">
          <h2 id="publication">{t('publication')}</h2>
          <p>{t(`audience.${notice.audience}`)} <DateText of={notice.from} /> {t('to')} <DateText of={notice.to} /> <Tag>{t(`noticeStatus.${notice.status}`)}</Tag> {notice.no > 1 && t('versionNo', { no: notice.no })}</p>
          {notice.place && <p className="jk-rule">{t('placeOf', { place: notice.place })}</p>}
          {notice.postings?.map((one) => (
            <div key={one.id}>{t('posted', { place: one.place })} <DateText of={one.at} />{one.removed_at && <> {t('removed')} <DateText of={one.removed_at} /></>}</div>
          ))}
          <p><Link to={link(`rectifications?board=${board.id}`)}>{t('toRectifications')}</Link></p>
        </section>
      )}
    </div>
  )
}
