import { Checkbox, Modal, Select, Skeleton } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Problem } from '../../api/problem'
import { useZoneQuery } from '../../api/query'
import type { Page } from '../../api/types'
import { Refusal } from '../../ui/Refusal'
import { listPaths, nameOf, type KeyList } from './types'

interface Props {
  list: KeyList
  busy: boolean
  problem: Problem | undefined
  onCarry: (body: { from: string; works: string[] }) => void
  onClose: () => void
}

/** Takes unfinished work of an issued list along: the same work, so that nothing counts twice. */
export function CarryOver({ list, busy, problem, onCarry, onClose }: Props) {
  const { t } = useTranslation('lists')
  const lists = useZoneQuery<Page<KeyList>>(listPaths.all, { status: 'issued', limit: 50 })
  const sources = lists.data?.items.filter((one) => one.id !== list.id)
  const [from, setFrom] = useState('')
  const source = useZoneQuery<KeyList>(from && listPaths.one(from))
  const [works, setWorks] = useState<string[]>([])
  const have = new Set(list.items?.map((item) => item.work))
  const items = source.data?.items?.filter((item) => item.status === 'active') ?? []
  useEffect(() => {
    if (!from && sources?.[0]) setFrom(sources[0].id)
  }, [lists.data])
  useEffect(() => setWorks(items.map((item) => item.work).filter((work) => !have.has(work))), [source.data])
  return (
    <Modal open width={640} title={t('carry.title')} okText={t('carry.ok', { count: works.length })} cancelText={t('shell:cancel')}
      okButtonProps={{ loading: busy, disabled: works.length === 0 }} onOk={() => onCarry({ from, works })} onCancel={onClose}>
      <div className="jk-stack">
        <p className="jk-rule" style={{ margin: 0 }}>{t('carry.rule')}</p>
        <Refusal of={lists.error ?? source.error} />
        {sources?.length === 0 && <p role="status">{t('carry.none')}</p>}
        {sources && sources.length > 0 && (
          <Select aria-label={t('carry.from')} value={from || undefined} onChange={setFrom} style={{ width: '100%' }}
            options={sources.map((one) => ({ value: one.id, label: `${nameOf(one, t)} ${one.number}` }))} />
        )}
        {from && source.isPending && <Skeleton active />}
        <ul className="jk-plain-list jk-carry" aria-label={t('carry.items')}>
          {items.map((item) => (
            <li key={item.id}>
              <Checkbox disabled={have.has(item.work)} checked={works.includes(item.work) || have.has(item.work)}
                onChange={(e) => setWorks(e.target.checked ? [...works, item.work] : works.filter((one) => one !== item.work))}>
                {t('item.numbered', { line: item.line, title: item.title })}
                <span className="jk-rule"> {[item.unit?.name, item.person?.name, have.has(item.work) && t('carry.there')].filter(Boolean).join(' · ')}</span>
              </Checkbox>
            </li>
          ))}
        </ul>
        <Refusal of={problem} />
      </div>
    </Modal>
  )
}
