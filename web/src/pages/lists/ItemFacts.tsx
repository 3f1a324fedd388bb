import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { grouped } from '../../ui/format'
import { Nothing } from '../../ui/Money'
import type { KeyItem } from './types'

interface Props {
  item: KeyItem
  lacks?: ReadonlyMap<string, string>
}

/** The planned amount with its unit of measure. */
export const planText = (item: KeyItem) => (item.plan ? grouped(item.plan) + (item.plan_unit ?? '') : '')

/** What an item says, as names and values. */
export function ItemFacts({ item, lacks }: Props) {
  const { t } = useTranslation('lists')
  const facts: [string, ReactNode][] = [
    ['measure', item.measure], ['plan', planText(item)], ['weight', item.weight], ['due_on', item.due_on],
    ['lead', item.lead?.name], ['unit', item.unit?.name], ['person', item.person?.name], ['origin', item.origin],
  ]
  return (
    <dl className="jk-facts">
      {facts.filter(([name, value]) => value || lacks?.has(`${item.id}.${name}`)).map(([name, value]) => (
        <div key={name} style={{ display: 'contents' }}>
          <dt>{t(`fields.${name}`)}</dt>
          <dd>{value || (lacks?.has(`${item.id}.${name}`) ? <span className="jk-sheet-lack">{t('sheet.lack')}</span> : <Nothing />)}</dd>
        </div>
      ))}
    </dl>
  )
}
