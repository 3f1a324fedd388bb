import { DownloadOutlined, ImportOutlined, PlusOutlined, PrinterOutlined } from '../ui/icons'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { lazy, Suspense, useEffect, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { registerPaths, zonePath } from '../api/paths'
import type { Problem } from '../api/problem'
import { useCommand, zoneKey } from '../api/query'
import { apiRoot, call, queryString, type Query } from '../api/send'
import type { Page, RecordBase } from '../api/types'
import { loadWords } from '../i18n'
import { mayAny, useMe } from '../session/session'
import { useZoneLink, useZoneSlug } from '../session/zone'
import { Refusal } from '../ui/Refusal'
import { ColumnChooser, useColumns } from './ColumnChooser'
import { DataTable } from './DataTable'
import { Filters } from './Filters'
import { Pager } from './Pager'
import type { RegisterSpec } from './spec'
import { totalsOf } from './totals'
import { pageSize, useView } from './useView'

const RecordDrawer = lazy(async () => {
  const [module] = await Promise.all([import('./RecordDrawer'), loadWords('acts')])
  return module
})
const FormDrawer = lazy(() => import('../form/FormDrawer').then((m) => ({ default: m.FormDrawer })))
const ImportWizard = lazy(() => import('./ImportWizard'))

/** A register on the screen: list, filters, totals, export, record, forms and history, all from its description. */
export function RegisterPage({ spec, children }: { spec: RegisterSpec; children?: ReactNode }) {
  const { t } = useTranslation(spec.words)
  const me = useMe()
  const slug = useZoneSlug()
  const link = useZoneLink()
  const navigate = useNavigate()
  const view = useView(spec)
  const [columns, chooser] = useColumns(spec)
  const [making, setMaking] = useState<'record' | 'import'>()
  const make = useCommand(spec.path, ...(spec.refresh ?? []))
  const list = useList(spec, slug, { ...view.question, cursor: view.after })
  const title = t(spec.title)
  const rows = spec.keyOf ? list.data?.items.map((row) => ({ ...row, id: spec.keyOf!(row) })) : list.data?.items
  function open(row: RecordBase) {
    if (spec.opens?.(row) === false) return
    if (spec.page) void navigate(link(spec.page(row)))
    else view.setOpen(row.id)
  }
  const totals = rows && totalsOf(spec.columns, list.data!, view.page)

  return (
    <section className="jk-register" aria-labelledby="register-title">
      <div className="jk-row" style={{ justifyContent: 'space-between' }}>
        <div>
          <h1 id="register-title">{title}</h1>
          {spec.intro && <div className="jk-rule">{t(spec.intro)}</div>}
        </div>
        <div className="jk-row jk-tools">
          {spec.create && mayAny(me, [spec.create.need]) && (
            <Button type="primary" icon={<PlusOutlined />} onClick={() => setMaking('record')}>{t(spec.create.form.title)}</Button>
          )}
          {spec.import && mayAny(me, [spec.import]) && <Button icon={<ImportOutlined />} onClick={() => setMaking('import')}>{t('register:import.open')}</Button>}
          {spec.export !== false && (
            <Button icon={<DownloadOutlined />} href={exportAddress(slug, spec, view.question)} download>{t('register:export')}</Button>
          )}
          <Button className="jk-wide-only" icon={<PrinterOutlined />} onClick={() => print()} aria-label={t('register:print')} title={t('register:print')} />
          <ColumnChooser spec={spec} {...chooser} />
        </div>
      </div>
      {children}
      <Filters spec={spec} view={view} />
      <Refusal of={list.error} onRetry={() => void list.refetch()} />
      {!(list.error && !rows) && (
        <DataTable label={title} words={spec.words} columns={columns} rows={rows} sort={view.sort} onSort={view.setSort}
          current={view.open} onOpen={spec.keyOf && !spec.page ? undefined : open}
          totals={totals && { label: t(totals.whole ? 'register:total' : 'register:pageTotal'), of: totals.of }}
          empty={t(Object.keys(view.filters).length > 0 ? 'register:noneFiltered' : 'register:none')} />
      )}
      <Pager view={view} count={rows?.length ?? 0} total={list.data?.total} next={list.data?.next ?? ''} busy={list.isPlaceholderData} />
      <Suspense>
        {view.open && <RecordDrawer spec={spec} id={view.open} onClose={() => view.setOpen('')} />}
        {making === 'record' && spec.create && (
          <FormDrawer open spec={spec.create.form} busy={make.busy} problem={make.problem} onClose={() => (setMaking(undefined), make.clear())}
            onSubmit={async (body) => {
              const made = await make.run<object>('POST', spec.path, { body })
              if (made) spec.create?.done?.(made)
              return made !== undefined
            }} />
        )}
        {making === 'import' && <ImportWizard path={registerPaths.import(spec.path)} template={registerPaths.template(spec.path)} title={title} reason={spec.importReason} onClose={() => setMaking(undefined)} />}
      </Suspense>
    </section>
  )
}

/** Address of the xlsx holding exactly what the filters and the sort show. */
export function exportAddress(slug: string, spec: RegisterSpec, question: Query): string {
  return apiRoot + zonePath(slug, registerPaths.export(spec.path)) + queryString(question)
}

function useList(spec: RegisterSpec, slug: string, question: Query) {
  const client = useQueryClient()
  const ask = (query: Query) => ({
    queryKey: zoneKey(slug, spec.list ?? spec.path, query),
    queryFn: ({ signal }: { signal: AbortSignal }) => call<Page<RecordBase>>('GET', zonePath(slug, spec.list ?? spec.path), { query: spec.whole ? query : { ...query, limit: pageSize }, signal }),
  })
  const list = useQuery<Page<RecordBase>, Problem>({ ...ask(question), placeholderData: keepPreviousData })
  const next = list.isPlaceholderData ? undefined : list.data?.next
  useEffect(() => {
    // The next page is there before it is asked for; the one after it is not fetched until then.
    if (next) void client.prefetchQuery(ask({ ...question, cursor: next }))
  }, [next])
  return list
}
