import { Button, Skeleton } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { useZoneQuery } from '../../api/query'
import { pick } from '../../api/types'
import { useMe } from '../../session/session'
import { useZoneLink } from '../../session/zone'
import { DateText } from '../../ui/DateText'
import { PrinterOutlined } from '../../ui/icons'
import { Refusal } from '../../ui/Refusal'
import { previewOf } from './preview'
import { boardPaths, say, type Board } from './types'
import './poster.css'

/** The poster for the gate: the red board on red, the yellow board on yellow, A3, items and units only. */
export default function PosterPage() {
  const { t, i18n } = useTranslation('board')
  const { id = '' } = useParams()
  const me = useMe()
  const link = useZoneLink()
  const asked = useZoneQuery<Board>(boardPaths.one(id))
  const board = asked.data
  return (
    <main className="jk-poster-page">
      <div className="jk-row jk-no-print jk-poster-tools">
        <Link to={link(`boards/${id}`)}>{t('toBoard')}</Link>
        <Button type="primary" icon={<PrinterOutlined />} onClick={() => print()}>{t('register:print')}</Button>
        <span className="jk-rule">{t('posterHint')}</span>
      </div>
      <Refusal of={asked.error} onRetry={() => void asked.refetch()} />
      {asked.isPending && <Skeleton active />}
      {board && previewOf(board, (of) => t(`colour.${of}`)).map((group) => (
        <section key={group.key} className={`jk-poster jk-poster-${group.key}`} aria-label={say(group.title, i18n.language)}>
          {board.status !== 'published' && <div className="jk-poster-draft" aria-hidden="true">{t('draft')}</div>}
          <p className="jk-poster-zone">{pick(me.zone, 'name', i18n.language)}</p>
          <h1>{say(group.title, i18n.language)}</h1>
          <p className="jk-poster-period">{say(board.title, i18n.language)}</p>
          {group.rows.length === 0 && <p className="jk-poster-none">{t('public:none')}</p>}
          <ol>
            {group.rows.map((row, n) => (
              <li key={n} className={row.corrected_on && !stillOn(board, row.item, group.key) ? 'jk-poster-off' : undefined}>
                <strong>{row.item}</strong>
                <span>{row.unit}</span>
                {row.corrected_on && <em>{t('correctedOn')} <DateText of={row.corrected_on} /></em>}
              </li>
            ))}
          </ol>
          <p className="jk-poster-sign">{pick(me.zone, 'name', i18n.language)}<br /><DateText of={board.published_at ?? board.evaluate_on} manner="document" time={false} /></p>
        </section>
      ))}
    </main>
  )
}

const stillOn = (board: Board, title: string | undefined, colour: string) => board.items?.some((item) => item.title === title && item.final === colour)
