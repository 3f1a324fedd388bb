import { Button, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { useCommand, useZoneQuery } from '../../api/query'
import type { Page } from '../../api/types'
import { FormDrawer } from '../../form/FormDrawer'
import type { FormSpec } from '../../form/spec'
import { DataTable } from '../../register/DataTable'
import { Filters } from '../../register/Filters'
import { Pager } from '../../register/Pager'
import type { ColumnSpec, RegisterSpec } from '../../register/spec'
import { pageSize, useView } from '../../register/useView'
import { mayAny, useMe } from '../../session/session'
import { useZoneLink } from '../../session/zone'
import { DateText } from '../../ui/DateText'
import { PlusOutlined, WarningOutlined } from '../../ui/icons'
import { Nothing } from '../../ui/Money'
import { Refusal } from '../../ui/Refusal'
import { listPaths, type KeyList } from './types'

const newList: FormSpec = {
  name: 'lists.new', words: 'lists', title: 'new', ok: 'newOk',
  fields: [
    { name: 'kind', kind: 'enum', options: ['month', 'node'], required: true, initial: 'month', rule: 'rules.kind' },
    { name: 'month', kind: 'month', required: true },
    { name: 'node', kind: 'text', required: true, maxLength: 60, rule: 'rules.node', when: (values) => values.kind === 'node' },
    { name: 'evaluate_on', kind: 'date', rule: 'rules.evaluate_on' },
  ],
}

/** The zone's lists of key points, newest month first. */
export default function ListsPage() {
  const { t } = useTranslation('lists')
  const me = useMe()
  const link = useZoneLink()
  const navigate = useNavigate()
  const view = useView(spec)
  const [making, setMaking] = useState(false)
  const make = useCommand(listPaths.all)
  const { sort: _, ...question } = view.question
  const list = useZoneQuery<Page<KeyList>>(listPaths.all, { ...question, cursor: view.after, limit: pageSize })
  const address = (one: KeyList) => link(`goals/lists/${one.id}`)
  const columns: readonly ColumnSpec<KeyList>[] = [
    { field: 'number', lead: true, render: (one) => <Link to={address(one)}>{one.number}</Link> },
    { field: 'month', kind: 'month' },
    { field: 'kind', kind: 'enum', render: (one) => (one.kind === 'node' ? one.node : t('kind.month')) },
    { field: 'evaluate_on', kind: 'date' },
    { field: 'status', kind: 'enum', render: (one) => <Tag color={one.status === 'issued' ? 'blue' : undefined}>{t(`status.${one.status}`)}</Tag> },
    { field: 'issued_at', kind: 'instant', render: (one) => <IssuedAt list={one} /> },
    { field: 'issued_by', kind: 'ref' },
  ]
  async function open(body: object): Promise<boolean> {
    const made = await make.run<KeyList>('POST', listPaths.all, { body })
    if (made) void navigate(address(made))
    return made !== undefined
  }
  return (
    <section className="jk-register" aria-labelledby="lists-title">
      <div className="jk-row" style={{ justifyContent: 'space-between' }}>
        <div>
          <h1 id="lists-title">{t('title')}</h1>
          <div className="jk-rule">{t('intro')}</div>
        </div>
        {mayAny(me, ['goals.edit']) && <Button type="primary" className="jk-tools" icon={<PlusOutlined />} onClick={() => setMaking(true)}>{t('new')}</Button>}
      </div>
      <Filters spec={spec} view={view} />
      <Refusal of={list.error} onRetry={() => void list.refetch()} />
      {!list.error && (
        <DataTable label={t('title')} words="lists" columns={columns} rows={list.data?.items} onOpen={(one) => void navigate(address(one))}
          empty={t(Object.keys(view.filters).length > 0 ? 'register:noneFiltered' : 'none')} />
      )}
      <Pager view={view} count={list.data?.items.length ?? 0} total={list.data?.total} next={list.data?.next ?? ''} busy={list.isFetching} />
      {making && <FormDrawer open spec={newList} busy={make.busy} problem={make.problem} onSubmit={open} onClose={() => { setMaking(false); make.clear() }} />}
    </section>
  )
}

const spec: RegisterSpec = {
  name: 'lists', words: 'lists', title: 'title', path: listPaths.all, columns: [],
  filters: [
    { name: 'from', kind: 'month', label: 'filters.from' },
    { name: 'to', kind: 'month', label: 'filters.to' },
    { name: 'kind', kind: 'enum', options: ['month', 'node'] },
    { name: 'status', kind: 'enum', options: ['draft', 'issued'] },
  ],
}

/** When a list was issued, and whether that was later than the scheme's working day. */
function IssuedAt({ list }: { list: KeyList }) {
  const { t } = useTranslation('lists')
  if (!list.issued_at) return <Nothing />
  return <><DateText of={list.issued_at} /> {list.late && <Tag color="warning" icon={<WarningOutlined />}>{t('late')}</Tag>}</>
}
