import { useQuery } from '@tanstack/react-query'
import { Button, Skeleton } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { paths } from '../../api/paths'
import type { Problem } from '../../api/problem'
import { call } from '../../api/send'
import { pick, type Page, type Zone } from '../../api/types'
import { DateText } from '../../ui/DateText'
import { Refusal } from '../../ui/Refusal'
import { BoardSheet, Marks } from './BoardSheet'
import { PublicFrame } from './PublicFrame'
import { publicPaths, type PublicBoard } from './types'

/** What the public sees without logging in: the zones, a zone's boards, or one board. */
export default function PublicPage() {
  const { zone = '', id = '' } = useParams()
  return <PublicFrame>{!zone ? <Zones /> : id ? <One zone={zone} id={id} /> : <Boards zone={zone} />}</PublicFrame>
}

const useZones = () => useQuery<Page<Zone>, Problem>({ queryKey: ['zones'], queryFn: () => call('GET', paths.zones), staleTime: Infinity })

function Zones() {
  const { t, i18n } = useTranslation('public')
  const asked = useZones()
  return (
    <>
      <h1>{t('zones')}</h1>
      <Refusal of={asked.error} onRetry={() => void asked.refetch()} />
      {asked.isPending && <Skeleton active />}
      <ul className="jk-plain-list jk-demo-cards">
        {asked.data?.items.map((one) => (
          <li key={one.slug}><Link className="jk-demo-card" to={`/public/${one.slug}`}><strong>{pick(one, 'name', i18n.language)}</strong><span className="jk-description">{t('title')}</span></Link></li>
        ))}
      </ul>
    </>
  )
}

function useZoneName(slug: string): string {
  const { i18n } = useTranslation()
  const zone = useZones().data?.items.find((one) => one.slug === slug)
  return zone ? pick(zone, 'name', i18n.language) : ''
}

function Boards({ zone }: { zone: string }) {
  const { t } = useTranslation('public')
  const [cursors, setCursors] = useState([''])
  const name = useZoneName(zone)
  return (
    <>
      <div>
        <h1>{name} {t('title')}</h1>
        <div className="jk-rule">{t('intro')} <Link to={`/display/${zone}`}>{t('toDisplay')}</Link></div>
      </div>
      {cursors.map((cursor, n) => (
        <Part key={cursor} zone={zone} cursor={cursor} first={n === 0} onNext={n === cursors.length - 1 ? (next) => setCursors([...cursors, next]) : undefined} />
      ))}
    </>
  )
}

function Part({ zone, cursor, first, onNext }: { zone: string; cursor: string; first: boolean; onNext?: (cursor: string) => void }) {
  const { t } = useTranslation('public')
  const asked = useQuery<Page<PublicBoard>, Problem>({ queryKey: ['public', zone, cursor], queryFn: () => call('GET', publicPaths.boards(zone), { query: { cursor, limit: 6 } }) })
  if (asked.isPending) return <Skeleton active />
  if (asked.error) return <Refusal of={asked.error} onRetry={() => void asked.refetch()} />
  const { items, next } = asked.data
  return (
    <>
      {first && items.length === 0 && <p className="jk-panel">{t('noBoards')}</p>}
      {items.map((board) => <Shown key={board.id} zone={zone} board={board} />)}
      {next && onNext && <Button onClick={() => onNext(next)}>{t('next')}</Button>}
    </>
  )
}

function One({ zone, id }: { zone: string; id: string }) {
  const { t } = useTranslation('public')
  const asked = useQuery<PublicBoard, Problem>({ queryKey: ['public', zone, 'board', id], queryFn: () => call('GET', publicPaths.board(zone, id)) })
  return (
    <>
      <Link to={`/public/${zone}`}>{t('back')}</Link>
      <Refusal of={asked.error} onRetry={() => void asked.refetch()} />
      {asked.isPending && <Skeleton active />}
      {asked.data && <Shown zone={zone} board={asked.data} alone />}
    </>
  )
}

/** One published board with the days it is shown and whether it was corrected. */
function Shown({ zone, board, alone }: { zone: string; board: PublicBoard; alone?: boolean }) {
  const { t, i18n } = useTranslation('public')
  const title = (i18n.language === 'en' && board.title.en) || board.title.zh
  return (
    <article className="jk-panel jk-stack" aria-labelledby={`board-${board.id}`}>
      <div>
        <h2 id={`board-${board.id}`} className="jk-public-title">{title}</h2>
        <div className="jk-rule">
          {t('published')} <DateText of={board.published_on} manner="document" /> {t('until')} <DateText of={board.until} manner="document" />{' '}
          {!alone && <Link to={`/public/${zone}/${board.id}`}>{t('open')}</Link>}
        </div>
      </div>
      <Marks board={board} />
      {!board.withdrawn && <BoardSheet groups={board.groups} />}
      {!board.withdrawn && <p className="jk-rule">{(i18n.language === 'en' && board.note.en) || board.note.zh}</p>}
    </article>
  )
}
