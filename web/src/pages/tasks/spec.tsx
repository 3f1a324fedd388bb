import { useTranslation } from 'react-i18next'
import type { ColumnSpec, RegisterSpec } from '../../register/spec'
import { ClassTag, TaskDue, TaskProgress, TaskStatus } from './parts'
import { newTask, taskActs, type Layers } from './taskForms'
import { taskPaths, taskRefresh, type Task } from './types'

function Source({ of }: { of: Task }) {
  const { t } = useTranslation('tasks')
  return <>{t(`source.${of.source}`)}{of.source_text && <div className="jk-rule">{of.source_text}</div>}</>
}

export const taskColumns: readonly ColumnSpec<Task>[] = [
  { field: 'number', off: true },
  { field: 'title', lead: true, width: 220 },
  { field: 'class', render: (row) => <ClassTag of={row} /> },
  { field: 'layer', render: (row) => row.layer_name ?? row.layer },
  { field: 'source', render: (row) => <Source of={row} /> },
  { field: 'unit', kind: 'ref', width: 110 },
  { field: 'person', kind: 'ref', width: 84 },
  { field: 'lead', kind: 'ref', off: true },
  { field: 'progress', width: 130, render: (row) => <TaskProgress of={row} /> },
  { field: 'due_on', render: (row) => <TaskDue of={row} /> },
  { field: 'status', render: (row) => <TaskStatus of={row} /> },
]

/** Tasks as a register; layers are the zone's own. */
export function tasksSpec(layers: Layers): RegisterSpec<Task> {
  return {
    name: 'tasks', words: 'tasks', title: 'title', intro: 'intro', path: taskPaths.all, refresh: taskRefresh,
    page: (row) => `tasks/${row.id}`,
    columns: taskColumns,
    filters: [
      { name: 'status', kind: 'enum', options: ['active', 'open', 'claimed', 'closed', 'withdrawn'], initial: 'active' },
      { name: 'class', kind: 'enum', options: ['A', 'B', 'C', 'none'] },
      { name: 'layer', kind: 'enum', options: [...Object.keys(layers), 'none'], labels: layers },
      { name: 'source', kind: 'enum', options: ['superior', 'leader', 'meeting', 'list', 'enterprise', 'unit'] },
      { name: 'unit', kind: 'remote', path: 'org/units?status=active' },
      { name: 'person', kind: 'remote', path: 'people?status=active&query=' },
      { name: 'lead', kind: 'remote', path: 'people?status=active&leader=true&query=' },
      { name: 'campaign', kind: 'remote', path: 'campaigns' },
      { name: 'overdue', kind: 'bool' },
      { name: 'due_from', kind: 'date' },
      { name: 'due_to', kind: 'date' },
    ],
    create: { form: newTask(layers), need: 'tasks.create' },
    import: 'tasks.create',
    nameOf: (row) => `${row.number} ${row.title}`,
    acts: taskActs(layers),
  }
}
