import { App } from 'antd'
import { useTranslation } from 'react-i18next'
import { useCommand } from '../api/query'
import { FormDrawer } from './FormDrawer'
import type { FormSpec, Values } from './spec'

interface Props<Answer> {
  spec: FormSpec
  /** Path of the command under the zone. */
  path: string
  method?: 'POST' | 'PUT'
  /** Values the form opens with. */
  record?: Values & { id?: string }
  version?: number
  /** Paths whose answers change. */
  refresh: readonly string[]
  onDone?: (answer: Answer) => void
  onClose: () => void
}

/** A form whose values are one command; it closes when the command was accepted and says so. */
export function CommandForm<Answer>({ spec, path, method = 'POST', record, version, refresh, onDone, onClose }: Props<Answer>) {
  const { t } = useTranslation(spec.words)
  const { message } = App.useApp()
  const command = useCommand(...refresh)
  async function give(body: Values): Promise<boolean> {
    const answer = await command.run<Answer>(method, path, { body, version })
    if (answer === undefined) return false
    void message.success(t('register:done', { action: t(spec.ok ?? spec.title) }))
    onDone?.(answer)
    return true
  }
  return <FormDrawer open spec={spec} record={record} busy={command.busy} problem={command.problem} onSubmit={give} onClose={onClose} />
}
