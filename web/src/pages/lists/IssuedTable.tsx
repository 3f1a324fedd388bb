import { App, Button, Tag } from 'antd'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useCommand } from '../../api/query'
import { FormDrawer } from '../../form/FormDrawer'
import '../../register/table.css'
import { Nothing } from '../../ui/Money'
import { ReasonModal } from '../../ui/ReasonModal'
import { usePhone } from '../../ui/usePhone'
import { amendmentOf, issuedValues, useNames, type Amendable } from './amended'
import { ItemFacts, planText } from './ItemFacts'
import { amendBody, itemForms, itemValues } from './itemForm'
import { listPaths, offers, type KeyItem, type KeyList } from './types'

/** An issued list: each item as it stands now, and beside what an amendment changed, what was issued. */
export function IssuedTable({ list }: { list: KeyList }) {
  const { t } = useTranslation('lists')
  const { message } = App.useApp()
  const phone = usePhone()
  const name = useNames(list)
  const issued = issuedValues(list, name)
  const command = useCommand(listPaths.all)
  const [asking, setAsking] = useState<{ item: KeyItem; what: 'amend' | 'withdraw' }>()
  const may = offers(list, 'amend')
  const close = () => {
    setAsking(undefined)
    command.clear()
  }
  async function act(body: object): Promise<boolean> {
    const { item, what } = asking!
    const done = await command.run('POST', listPaths.itemAct(item.id, what), { body, version: item.version })
    if (done === undefined) return false
    close()
    void message.success(t('register:done', { action: t(what === 'amend' ? 'amend.change' : 'amend.withdraw') }))
    return true
  }
  const tools = (item: KeyItem) => may && item.status === 'active' && (
    <div className="jk-row jk-no-print">
      <Button size="small" onClick={() => setAsking({ item, what: 'amend' })}>{t('amend.change')}</Button>
      <Button size="small" onClick={() => setAsking({ item, what: 'withdraw' })}>{t('amend.withdraw')}</Button>
    </div>
  )
  const mark = (item: KeyItem) => <AmendTag kind={amendmentOf(list, item)} on={item.amended_on ?? ''} />
  return (
    <>
      {phone ? (
        <ol className="jk-plain-list jk-cards">
          {list.items?.map((item) => (
            <li key={item.id} className={item.status === 'withdrawn' ? 'jk-panel jk-withdrawn' : 'jk-panel'}>
              <strong>{t('item.numbered', { line: item.line, title: item.title })}</strong> {mark(item)}
              <ItemFacts item={item} />
              {tools(item)}
            </li>
          ))}
        </ol>
      ) : (
        <Table list={list} issued={issued} mark={mark} tools={may ? tools : undefined} />
      )}
      {asking?.what === 'amend' && (
        <FormDrawer open spec={itemForms.amend} record={itemValues(asking.item)} busy={command.busy} problem={command.problem} onSubmit={(values) => act(amendBody(values))} onClose={close} />
      )}
      {asking?.what === 'withdraw' && (
        <ReasonModal open title={t('amend.withdraw')} consequence={t('amend.withdrawSure', { title: asking.item.title })} busy={command.busy} problem={command.problem}
          onConfirm={(reason) => void act({ reason })} onClose={close} />
      )}
    </>
  )
}

interface TableProps {
  list: KeyList
  issued: Map<string, Partial<Record<Amendable, string>>>
  mark: (item: KeyItem) => ReactNode
  tools?: (item: KeyItem) => ReactNode
}

const shown = ['title', 'measure', 'plan', 'weight', 'due_on', 'lead', 'unit', 'person', 'origin'] as const

function Table({ list, issued, mark, tools }: TableProps) {
  const { t } = useTranslation('lists')
  const value = (item: KeyItem, field: (typeof shown)[number]): string => {
    if (field === 'plan') return planText(item)
    if (field === 'lead' || field === 'unit' || field === 'person') return item[field]?.name ?? ''
    return item[field] ?? ''
  }
  return (
    <div className="jk-table-box" tabIndex={0} role="region" aria-label={t('issuedLabel', { number: list.number })}>
      <table className="jk-table jk-issued" aria-label={t('issuedLabel', { number: list.number })}>
        <thead>
          <tr>
            <th scope="col" className="jk-number">{t('fields.line')}</th>
            {shown.map((field) => <th key={field} scope="col" className={field === 'plan' || field === 'weight' ? 'jk-number' : undefined}>{t(`fields.${field}`)}</th>)}
            {tools && <th scope="col" className="jk-no-print">{t('register:rows.tools')}</th>}
          </tr>
        </thead>
        <tbody>
          {list.items?.map((item) => (
            <tr key={item.id} className={item.status === 'withdrawn' ? 'jk-withdrawn' : undefined}>
              <td className="jk-number">{item.line}</td>
              {shown.map((field) => {
                const was = field === 'origin' ? undefined : issued.get(item.id)?.[field]
                return (
                  <td key={field} className={field === 'plan' || field === 'weight' ? 'jk-number' : field === 'due_on' ? 'jk-nowrap' : undefined}>
                    {value(item, field) || <Nothing />}
                    {was !== undefined && <del className="jk-was" title={t('amend.was')}><span className="jk-hidden">{t('amend.was')} </span>{was || t('amend.wasEmpty')}</del>}
                    {field === 'title' && mark(item)}
                  </td>
                )
              })}
              {tools && <td className="jk-no-print">{tools(item)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** That an item was added, changed or withdrawn after the issue, and on which day. */
export function AmendTag({ kind, on }: { kind: 'add' | 'change' | 'withdraw' | undefined; on: string }) {
  const { t } = useTranslation('lists')
  if (!kind) return null
  return <Tag color={kind === 'withdraw' ? 'default' : 'processing'} className="jk-amend-tag">{t(`amend.tag.${kind}`, { on })}</Tag>
}
