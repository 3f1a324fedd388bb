import { Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Rule } from './types'

const colours: Partial<Record<Rule['state'], string>> = { in_force: 'success', trial: 'processing', lapsed: 'warning' }

/** Whether a rule is in force, in words. */
export function RuleState({ state }: { state: Rule['state'] }) {
  const { t } = useTranslation('rules')
  return <Tag color={colours[state]}>{t(`state.${state}`)}</Tag>
}
