import { Button, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { CommandForm } from '../../form/CommandForm'
import { RegisterPage } from '../../register/RegisterPage'
import type { RegisterSpec } from '../../register/spec'
import { mayAny, useMe } from '../../session/session'
import { useZoneLink, useZoneSlug } from '../../session/zone'
import { boardPaths, boardRefresh, say, type Board } from './types'

/** The boards of the zone, the newest first; a new one is computed from an issued list. */
export default function BoardsPage() {
  const { t } = useTranslation('board')
  const me = useMe()
  const slug = useZoneSlug()
  const link = useZoneLink()
  const navigate = useNavigate()
  const [computing, setComputing] = useState(false)
  return (
    <RegisterPage spec={spec}>
      <div className="jk-row jk-tools">
        {mayAny(me, ['board.compute']) && <Button type="primary" onClick={() => setComputing(true)}>{t('create.title')}</Button>}
        <Link to={`/public/${slug}`}>{t('toPublic')}</Link>
        <Link to={`/display/${slug}`}>{t('toDisplay')}</Link>
      </div>
      {computing && (
        <CommandForm<Board> spec={create} path={boardPaths.all} refresh={boardRefresh} onClose={() => setComputing(false)} onDone={(made) => void navigate(link(`boards/${made.id}`))} />
      )}
    </RegisterPage>
  )
}

const create = {
  name: 'board.create', words: 'board', title: 'create.title', intro: 'create.intro', ok: 'create.ok',
  fields: [{ name: 'list', kind: 'remote', path: 'month-lists?status=issued', required: true, rule: 'create.list' }],
} as const

function Period({ board }: { board: Board }) {
  const { i18n } = useTranslation()
  return <>{say(board.title, i18n.language)}</>
}

/** How far a board has come. */
export function BoardStatus({ status }: { status: Board['status'] }) {
  const { t } = useTranslation('board')
  return <Tag color={{ computed: 'processing', confirmed: 'success', published: 'blue' }[status]}>{t(`status.${status}`)}</Tag>
}

const spec: RegisterSpec<Board> = {
  name: 'board.months', words: 'board', title: 'boards', intro: 'intro', path: boardPaths.all, export: false,
  page: (row) => `boards/${row.id}`,
  columns: [
    { field: 'title', lead: true, label: 'fields.period', width: 140, render: (row) => <Period board={row} /> },
    { field: 'number' },
    { field: 'kind', kind: 'enum' },
    { field: 'evaluate_on', kind: 'date' },
    { field: 'status', render: (row) => <BoardStatus status={row.status} /> },
    { field: 'confirmed_at', kind: 'instant' },
    { field: 'confirmed_by', kind: 'ref' },
    { field: 'published_at', kind: 'instant' },
    { field: 'published_by', kind: 'ref', off: true },
  ],
  filters: [
    { name: 'from', kind: 'month', label: 'filters.from' },
    { name: 'to', kind: 'month', label: 'filters.to' },
    { name: 'kind', kind: 'enum', options: ['month', 'node'] },
    { name: 'status', kind: 'enum', options: ['computed', 'confirmed', 'published'] },
  ],
}
