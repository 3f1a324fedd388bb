import { useMemo } from 'react'
import { RegisterPage } from '../../register/RegisterPage'
import { tasksSpec } from './spec'
import { useLayers } from './useLayers'
import './tasks.css'

/** What somebody has to do by a day; the address says which part is shown. */
export default function TasksPage() {
  const layers = useLayers()
  const spec = useMemo(() => tasksSpec(layers), [layers])
  return <RegisterPage spec={spec} />
}
