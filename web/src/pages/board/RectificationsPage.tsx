import { useTranslation } from 'react-i18next'
import { Tag } from 'antd'
import { RegisterPage } from '../../register/RegisterPage'
import type { RegisterSpec } from '../../register/spec'
import { DueDay } from '../../ui/DueDay'
import { boardPaths, boardRefresh, type Rectification } from './types'

/** Orders to put yellow items right, those whose limit runs out first on top. */
export default function RectificationsPage() {
  return <RegisterPage spec={rectificationsSpec} />
}

/** How far a rectification has come. */
export function RectifyState({ of }: { of: Rectification }) {
  const { t } = useTranslation('board')
  const colour = { open: 'warning', planned: 'processing', submitted: 'processing', accepted: 'success', cancelled: 'default' }[of.state]
  return <Tag color={colour}>{t(`rectifyState.${of.state}`)}</Tag>
}

/** The limit of a rectification; it rests while somebody else has to look. */
export function RectifyDue({ of, explain }: { of: Rectification; explain?: boolean }) {
  const days = explain ? of.days?.map((day) => ({ day: day.date, counted: day.counted, why_zh: day.text, why_en: day.text })) : undefined
  const done = of.state === 'accepted' || of.state === 'cancelled'
  return <DueDay day={of.due_on} late={of.overdue} done={done} days={days} rule={{ rule_zh: of.limit, rule_en: of.limit }} />
}

/** Rectifications as a register. */
export const rectificationsSpec: RegisterSpec<Rectification> = {
  name: 'board.rectifications', words: 'board', title: 'rectifications', intro: 'rectify.intro', path: boardPaths.rectifications, refresh: boardRefresh,
  page: (row) => `rectifications/${row.id}`,
  columns: [
    { field: 'number' },
    { field: 'title', lead: true, width: 200, label: 'fields.item' },
    { field: 'unit', kind: 'ref', width: 110 },
    { field: 'lead', kind: 'ref', width: 84 },
    { field: 'person', kind: 'ref', width: 84 },
    { field: 'state', render: (row) => <RectifyState of={row} /> },
    { field: 'due_on', render: (row) => <RectifyDue of={row} /> },
    { field: 'opened_at', kind: 'instant', off: true },
    { field: 'supervision' },
  ],
  filters: [
    { name: 'state', kind: 'enum', options: ['open', 'planned', 'submitted', 'accepted', 'cancelled'], words: 'rectifyState' },
    { name: 'unit', kind: 'remote', path: 'org/units?status=active' },
    { name: 'board', kind: 'remote', path: 'boards', label: 'fields.number' },
  ],
}
