import { Tag } from 'antd'
import type { FieldSpec, FormSpec, Values } from '../../form/spec'
import type { ActSpec, RegisterSpec } from '../../register/spec'
import { DueDay } from '../../ui/DueDay'
import { useTranslation } from 'react-i18next'
import { rulePaths, type Run } from './types'

/** State of a run in words. */
export function RunStatus({ status }: { status: Run['status'] }) {
  const { t } = useTranslation('rules')
  const colour = { running: 'processing', done: 'success', returned: 'warning', rejected: 'default', withdrawn: 'default' }[status]
  return <Tag color={colour}>{t(`runStatus.${status}`)}</Tag>
}

/** Runs of workflows as a register. */
export const runsSpec: RegisterSpec<Run> = {
  name: 'rules.runs', words: 'rules', title: 'runs.title', intro: 'runs.intro', path: rulePaths.runs,
  columns: [
    { field: 'number' },
    { field: 'title', lead: true, label: 'fields.about', width: 180 },
    { field: 'starter', kind: 'ref' },
    { field: 'unit', kind: 'ref', width: 110 },
    { field: 'status', render: (row) => <RunStatus status={row.status} /> },
    { field: 'step_role', render: (row) => <Waits run={row} /> },
    { field: 'due_on', render: (row) => <DueDay day={row.due_on} late={row.overdue} done={!!row.ended_at} /> },
    { field: 'started_at', kind: 'instant' },
  ],
  filters: [
    { name: 'status', kind: 'enum', options: ['running', 'returned', 'done', 'rejected', 'withdrawn'], words: 'runStatus' },
    { name: 'waiting', kind: 'bool', label: 'filters.waiting' },
  ],
  page: (row) => `workflow-runs/${row.id}`,
}

function Waits({ run }: { run: Run }) {
  const { t } = useTranslation('rules')
  if (!run.step) return null
  return <>{t('runs.waits', { step: run.step, role: t([`nav:roles.${run.step_role}`, 'nav:roles.other'], { role: run.step_role }) })}</>
}

const note = (required: boolean): FieldSpec => ({ name: 'note', kind: 'area', required, maxLength: 1000 })

/** Forms of a run depend on the papers its present step asks for. */
export function runSpecOf(run: Run): RegisterSpec<Run> {
  const kinds = run.steps?.[run.step - 1]?.evidence ?? []
  const papers = kinds.flatMap((kind, i): FieldSpec[] => [
    { name: `note${i}`, kind: 'text', label: kind, maxLength: 200, rule: 'rules.paper' },
    { name: `files${i}`, kind: 'files', label: kind },
  ])
  const form = (name: string, more: FieldSpec[] = [], required = false): ActSpec<Run> => ({
    form: { name: `rules.run.${name}`, words: 'rules', title: `actions.${name}`, ok: `actions.${name}`, fields: [...more, note(required)], send: (body) => stepBody(body, kinds) } satisfies FormSpec,
  })
  return {
    ...runsSpec,
    acts: {
      pass: { ...form('pass', papers), primary: true },
      resubmit: { ...form('resubmit', papers), primary: true },
      return: form('return', [], true),
      reject: form('reject', [], true),
      withdraw: form('withdraw', [], true),
    },
  }
}

/** Puts the papers of a step into the list the API wants. */
export function stepBody(body: Values, kinds: readonly string[]): Values {
  const evidence = kinds.flatMap((kind, i): { kind: string; note?: string; file?: string }[] => {
    const text = body[`note${i}`] as string | undefined
    const files = (body[`files${i}`] as string[] | undefined) ?? []
    if (files.length > 0) return files.map((file, n) => ({ kind, file, ...(text && n === 0 && { note: text }) }))
    return text ? [{ kind, note: text }] : []
  })
  return { note: body.note, ...(evidence.length > 0 && { evidence }) }
}
