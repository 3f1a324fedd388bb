import { Button, Popconfirm } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCommand } from '../../api/query'
import { FormDrawer } from '../../form/FormDrawer'
import { PlusOutlined } from '../../ui/icons'
import { Refusal } from '../../ui/Refusal'
import { ItemFacts } from './ItemFacts'
import { itemForms, itemValues } from './itemForm'
import { listPaths, type KeyItem, type KeyList } from './types'

/** The items of a draft on a phone: a card each, edited in the form. */
export function ItemCards({ list, lacks }: { list: KeyList; lacks: ReadonlyMap<string, string> }) {
  const { t } = useTranslation('lists')
  const [open, setOpen] = useState<KeyItem | 'new'>()
  const command = useCommand(listPaths.all)
  const item = open === 'new' ? undefined : open
  const close = () => {
    setOpen(undefined)
    command.clear()
  }
  async function save(body: object): Promise<boolean> {
    const done = item
      ? await command.run('PUT', listPaths.item(item.id), { body, version: item.version })
      : await command.run('POST', listPaths.items(list.id), { body })
    return done !== undefined
  }
  return (
    <>
      <ol className="jk-plain-list jk-cards">
        {list.items?.map((one) => (
          <li key={one.id} className="jk-panel">
            <button type="button" className="jk-link-button jk-card-title" onClick={() => setOpen(one)}>{t('item.numbered', { line: one.line, title: one.title })}</button>
            <ItemFacts item={one} lacks={lacks} />
            <Popconfirm title={t('sheet.removeSure', { line: one.line })} okText={t('sheet.remove')} cancelText={t('shell:cancel')}
              onConfirm={() => void command.run('POST', listPaths.itemAct(one.id, 'remove'), { body: {} })}>
              <Button type="text">{t('sheet.remove')}</Button>
            </Popconfirm>
          </li>
        ))}
      </ol>
      {!open && <Refusal of={command.problem} />}
      <Button icon={<PlusOutlined />} onClick={() => setOpen('new')}>{t('item.add')}</Button>
      {open && <FormDrawer open spec={item ? itemForms.edit : itemForms.add} record={item && itemValues(item)} busy={command.busy} problem={command.problem} onSubmit={save} onClose={close} />}
    </>
  )
}
