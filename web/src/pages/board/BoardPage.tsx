import { Button, Segmented, Skeleton } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams, useSearchParams } from 'react-router'
import { useZoneQuery } from '../../api/query'
import { zonePath } from '../../api/paths'
import { apiRoot } from '../../api/send'
import { Buttons, offers } from '../../register/Buttons'
import { useZoneLink, useZoneSlug } from '../../session/zone'
import { DateText } from '../../ui/DateText'
import { DueDay } from '../../ui/DueDay'
import { DownloadOutlined, PrinterOutlined } from '../../ui/icons'
import { Refusal } from '../../ui/Refusal'
import { usePhone } from '../../ui/usePhone'
import { BoardCards } from './BoardCards'
import { BoardStatus } from './BoardsPage'
import { BoardTable } from './BoardTable'
import { Claims } from './Claims'
import { Dialogs, type Asking } from './Dialogs'
import { countsOf } from './preview'
import { Runs } from './Runs'
import { boardPaths, say, type Board, type BoardItem } from './types'
import { WhyDrawer } from './WhyDrawer'
import '../../register/table.css'
import './board.css'

const views = ['all', 'red', 'yellow', 'differs', 'objected'] as const
type ViewName = (typeof views)[number]

/** A board: computed and final side by side, the blocks of each score, objections in place, and what may be done now. */
export default function BoardPage() {
  const { t, i18n } = useTranslation('board')
  const { id = '' } = useParams()
  const link = useZoneLink()
  const phone = usePhone()
  const [params, setParams] = useSearchParams()
  const [asking, setAsking] = useState<Asking>()
  const asked = useZoneQuery<Board>(boardPaths.one(id))
  const board = asked.data
  const view = (params.get('view') ?? 'all') as ViewName
  const set = (name: string, value: string) => setParams((old) => {
    const now = new URLSearchParams(old)
    if (value) now.set(name, value)
    else now.delete(name)
    return now
  })
  if (asked.isPending) return <Skeleton active />
  if (!board) return <Refusal of={asked.error} onRetry={() => void asked.refetch()} />
  const items = (board.items ?? []).filter((item) => shows(view, board, item))
  const rows = { board, items, onWhy: (item: BoardItem) => set('why', item.item), onAct: setAsking }
  return (
    <article className="jk-stack" aria-labelledby="board-title">
      <nav className="jk-tools" aria-label={t('register:way')}><Link to={link('boards')}>{t('boards')}</Link></nav>
      <Head board={board} onPress={(name) => setAsking({ name } as Asking)} />
      <Rules board={board} />
      <Summary board={board} onView={(to) => set('view', to === 'all' ? '' : to)} />
      <div className="jk-row jk-tools" style={{ justifyContent: 'space-between' }}>
        <Segmented<ViewName> aria-label={t('view.label')} value={view} onChange={(to) => set('view', to === 'all' ? '' : to)}
          options={views.map((value) => ({ value, label: t(`view.${value}`, { count: (board.items ?? []).filter((item) => shows(value, board, item)).length }) }))} />
        {!seesAll(board) && <span className="jk-rule">{t('partOnly', { seen: board.items?.length ?? 0, of: board.of })}</span>}
      </div>
      {phone ? <BoardCards {...rows} /> : <BoardTable {...rows} />}
      <Claims board={board} onAct={setAsking} />
      <Runs board={board} onAct={setAsking} />
      {asking && <Dialogs board={board} asking={asking} onClose={() => setAsking(undefined)} />}
      <WhyDrawer board={board} item={params.get('why') ?? ''} language={i18n.language} onClose={() => set('why', '')} />
    </article>
  )
}

/** Whether this person sees every item, not only those of the own unit. */
const seesAll = (board: Board) => (board.of ?? 0) <= (board.items?.length ?? 0)

/** Whether an item belongs to a view of the board. */
export function shows(view: ViewName, board: Board, item: BoardItem): boolean {
  if (view === 'red' || view === 'yellow') return item.final === view || item.computed === view
  if (view === 'differs') return item.final !== item.computed
  if (view === 'objected') return (board.objections ?? []).some((one) => one.item === item.item)
  return true
}

function Head({ board, onPress }: { board: Board; onPress: (name: string) => void }) {
  const { t, i18n } = useTranslation('board')
  const slug = useZoneSlug()
  const link = useZoneLink()
  const address = (path: string) => apiRoot + zonePath(slug, path)
  return (
    <header className="jk-row" style={{ justifyContent: 'space-between', alignItems: 'flex-start' }}>
      <div>
        <div className="jk-row">
          <h1 id="board-title">{t('titleOf', { period: say(board.title, i18n.language) })}</h1>
          <BoardStatus status={board.status} />
          {board.window && <span className="jk-row">{t('window')} <DueDay day={board.window.due} done={board.window.over} /></span>}
        </div>
        <div className="jk-rule">
          {board.number}{t('comma')}{t('fields.evaluate_on')} <DateText of={board.evaluate_on} />{t('comma')}
          <Link to={link(`goals/lists/${board.list}`)}>{t('toList')}</Link>
          {board.confirmed_at && <>{t('comma')}{t('confirmedBy', { name: board.confirmed_by?.name ?? '' })} <DateText of={board.confirmed_at} /></>}
          {board.published_at && <>{t('comma')}{t('publishedBy', { name: board.published_by?.name ?? '' })} <DateText of={board.published_at} /></>}
        </div>
      </div>
      <div className="jk-row jk-tools">
        <Buttons actions={board.actions} words="board" only={['compute', 'confirm', 'publish', 'post']} primary={['confirm', 'publish']} onPress={onPress} />
        <Button icon={<DownloadOutlined />} href={address(boardPaths.export(board.id))} download>{t('register:export')}</Button>
        {seesAll(board) && board.items && <Link to={link(`boards/${board.id}/poster`)}><Button icon={<PrinterOutlined />} tabIndex={-1}>{t('poster')}</Button></Link>}
        {offers(board, 'post') && <Button icon={<DownloadOutlined />} href={address(boardPaths.poster(board.id))} download>{t('posterWord')}</Button>}
        {offers(board, 'post') && <Button icon={<DownloadOutlined />} href={address(boardPaths.notice(board.id))} download>{t('noticeWord')}</Button>}
      </div>
    </header>
  )
}

/** The rules the standing computation applied, in words. */
function Rules({ board }: { board: Board }) {
  const { t, i18n } = useTranslation('board')
  if (!board.rules) return null
  const lines = (['red', 'yellow', 'ties'] as const).filter((name) => say(board.rules?.[name], i18n.language))
  return (
    <details className="jk-panel jk-board-rules">
      <summary>{t('rulesOf', { scheme: say(board.rules.scheme, i18n.language) })}</summary>
      <ul>
        {lines.map((name) => <li key={name}><strong>{t(`ruleName.${name}`)}</strong> {say(board.rules?.[name], i18n.language)}</li>)}
      </ul>
      <p className="jk-rule">{t('rulesNote')}</p>
    </details>
  )
}

/** The figures of the board; each is a way to its rows. */
function Summary({ board, onView }: { board: Board; onView: (view: ViewName) => void }) {
  const { t } = useTranslation('board')
  const counts = countsOf(board)
  const differs = (board.items ?? []).filter((item) => item.final !== item.computed).length
  const open = board.window?.open ?? (board.objections ?? []).filter((one) => one.status === 'open').length
  const whole = seesAll(board)
  const figures: [ViewName, string, number, string, string][] = [
    ['all', 'judged', board.of ?? board.items?.length ?? 0, '', ''],
    ['all', 'mine', board.items?.length ?? 0, '', ''],
    ['red', 'red', counts.red.final, t('computedAs', { count: counts.red.computed }), 'jk-figure-red'],
    ['yellow', 'yellow', counts.yellow.final, t('computedAs', { count: counts.yellow.computed }), 'jk-figure-yellow'],
    ['differs', 'differs', differs, '', ''],
    ['objected', 'open', open, t('objectionsAll', { count: board.objections?.length ?? 0 }), ''],
  ]
  return (
    <ul className="jk-plain-list jk-figures">
      {figures.filter(([, name]) => (name === 'mine' ? !whole : whole || name === 'judged')).map(([view, name, count, note, style]) => (
        <li key={name}>
          <button type="button" className={`jk-figure ${style}`} onClick={() => onView(view)}>
            <strong>{count}</strong> <span>{t(`figure.${name}`)}</span>
            {note && <span className="jk-rule">{note}</span>}
          </button>
        </li>
      ))}
    </ul>
  )
}
