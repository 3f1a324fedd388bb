import { RegisterPage } from '../../register/RegisterPage'
import type { RegisterSpec } from '../../register/spec'
import { taskColumns } from './spec'
import { taskPaths, taskRefresh, type Task } from './types'
import './tasks.css'

const spec: RegisterSpec<Task> = {
  name: 'tasks.supervised', words: 'tasks', title: 'supervised.title', intro: 'supervised.intro', path: taskPaths.all, list: taskPaths.supervised, refresh: taskRefresh,
  export: false,
  page: (row) => `tasks/${row.id}`,
  columns: [{ field: 'check_on', kind: 'date' }, ...taskColumns.filter((column) => column.field !== 'source')],
  filters: [
    { name: 'class', kind: 'enum', options: ['A', 'B'] },
    { name: 'to', kind: 'date', label: 'filters.to' },
  ],
}

/** What supervision has to look at, the next look first. */
export default function SupervisedPage() {
  return <RegisterPage spec={spec} />
}
