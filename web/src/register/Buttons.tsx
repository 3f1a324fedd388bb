import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Action } from '../api/types'
import { Missing } from './Actions'

interface Props {
  /** As the API offers them. */
  actions: readonly Action[] | null | undefined
  /** Dictionary that holds `actions.{name}`. */
  words: string
  /** Names of those that stand out. */
  primary?: readonly string[]
  /** Names this page has a place for; all when left out. */
  only?: readonly string[]
  size?: 'small' | 'middle'
  busy?: boolean
  /** Say on demand why the others are not allowed. */
  why?: boolean
  onPress: (name: string) => void
}

/** The buttons a record offers, where the page itself knows what each one opens. */
export function Buttons({ actions, words, primary = [], only, size = 'middle', busy, why = true, onPress }: Props) {
  const { t } = useTranslation(words)
  const label = (name: string) => t([`actions.${name}`, `register:actions.${name}`])
  const offered = (actions ?? []).filter((one) => !only || only.includes(one.name))
  if (offered.length === 0) return null
  return (
    <div className="jk-row jk-tools" role="group" aria-label={t('register:actionsLabel')}>
      {offered.filter((one) => one.allowed).map((one) => (
        <Button key={one.name} size={size} disabled={busy} type={primary.includes(one.name) ? 'primary' : 'default'} onClick={() => onPress(one.name)}>{label(one.name)}</Button>
      ))}
      {why && <Missing actions={offered.filter((one) => !one.allowed)} label={label} />}
    </div>
  )
}

/** Whether a record offers an action now. */
export const offers = (of: { actions?: readonly Action[] | null } | undefined, name: string) => of?.actions?.some((one) => one.name === name && one.allowed) ?? false
