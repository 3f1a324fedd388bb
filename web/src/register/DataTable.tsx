import { CaretDownOutlined, CaretUpOutlined } from '../ui/icons'
import { Skeleton } from 'antd'
import { useRef, type KeyboardEvent, type MouseEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { RecordBase } from '../api/types'
import { usePhone } from '../ui/usePhone'
import { isFigure, Show } from './Show'
import type { ColumnSpec } from './spec'
import './table.css'

interface Props<Row extends RecordBase> {
  /** What the table is, for those who cannot see it. */
  label: string
  words: string
  columns: readonly ColumnSpec<Row>[]
  rows: readonly Row[] | undefined
  sort?: string
  onSort?: (sort: string) => void
  /** Row opened in the drawer. */
  current?: string
  onOpen?: (row: Row) => void
  /** Totals by field, already exact; with the words that say what they count. */
  totals?: { label: string; of: Record<string, string | number> }
  /** What is said when there is nothing. */
  empty?: ReactNode
}

/** The table of every register: sticky head and totals, arrows move, Enter opens, cards on a phone. */
export function DataTable<Row extends RecordBase>(props: Props<Row>) {
  const phone = usePhone()
  const { t } = useTranslation()
  if (!props.rows) return <div className="jk-table-box" role="status" aria-label={t('loading')}><Skeleton active paragraph={{ rows: 8 }} title={false} style={{ padding: 16 }} /></div>
  if (props.rows.length === 0) return <div className="jk-table-box jk-empty">{props.empty ?? t('noneFound')}</div>
  return phone ? <Cards {...props} rows={props.rows} /> : <Sheet {...props} rows={props.rows} />
}

type Full<Row extends RecordBase> = Props<Row> & { rows: readonly Row[] }

function Sheet<Row extends RecordBase>({ label, words, columns, rows, sort = '', onSort, current, onOpen, totals }: Full<Row>) {
  const body = useRef<HTMLTableSectionElement>(null)
  function key(e: KeyboardEvent, row: Row, at: number) {
    if (e.target !== e.currentTarget) return
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1, PageDown: at + 10, PageUp: at - 10 }[e.key]
    if (to !== undefined) {
      e.preventDefault()
      const line = body.current?.rows[Math.max(0, Math.min(rows.length - 1, to))]
      line?.focus()
      line?.scrollIntoView?.({ block: 'nearest' })
    } else if ((e.key === 'Enter' || e.key === ' ') && onOpen) {
      e.preventDefault()
      onOpen(row)
    }
  }
  const first = Math.max(0, rows.findIndex((row) => row.id === current))
  return (
    <div className="jk-table-box" tabIndex={-1}>
      <table className="jk-table" aria-label={label}>
        <thead>
          <tr>
            {columns.map((column) => <Head key={column.field} column={column} words={words} sort={sort} onSort={onSort} />)}
          </tr>
        </thead>
        <tbody ref={body}>
          {rows.map((row, at) => (
            <tr key={row.id} tabIndex={onOpen ? (at === first ? 0 : -1) : undefined} className={row.id === current ? 'jk-current' : undefined}
              aria-current={row.id === current || undefined} onKeyDown={(e) => key(e, row, at)} onClick={(e) => clickedRow(e) && onOpen?.(row)}>
              {columns.map((column) => (
                <td key={column.field} className={isFigure(column) ? 'jk-number' : undefined}>
                  <Show column={column} row={row as never} words={words} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        {totals && (
          <tfoot>
            <tr>
              {columns.map((column, at) => (
                <td key={column.field} className={isFigure(column) ? 'jk-number' : undefined}>
                  {at === 0 && <strong>{totals.label} </strong>}
                  {column.total && totals.of[column.field] !== undefined && <Show column={{ ...column, render: undefined }} row={totals.of} words={words} exact />}
                </td>
              ))}
            </tr>
          </tfoot>
        )}
      </table>
    </div>
  )
}

/** A click meant for the row: not for a link in it, not in a popover that only React thinks is inside it. */
function clickedRow(e: MouseEvent<HTMLElement>): boolean {
  const at = e.target as HTMLElement
  return e.currentTarget.contains(at) && !at.closest('a,button,input,label') && !getSelection()?.toString()
}

interface HeadProps<Row> {
  column: ColumnSpec<Row>
  words: string
  sort: string
  onSort?: (sort: string) => void
}

function Head<Row>({ column, words, sort, onSort }: HeadProps<Row>) {
  const { t } = useTranslation(words)
  const title = t(column.label ?? `fields.${column.field}`)
  const up = sort === column.field
  const down = sort === '-' + column.field
  const next = up ? '-' + column.field : down ? '' : column.field
  return (
    <th scope="col" style={{ minWidth: column.width }} className={isFigure(column) ? 'jk-number' : undefined}
      aria-sort={up ? 'ascending' : down ? 'descending' : undefined}>
      {column.sortable && onSort ? (
        <button type="button" className="jk-sort" onClick={() => onSort(next)}>
          {title} {up ? <CaretUpOutlined /> : down ? <CaretDownOutlined /> : null}
        </button>
      ) : (
        title
      )}
    </th>
  )
}

function Cards<Row extends RecordBase>({ label, words, columns, rows, onOpen, totals }: Full<Row>) {
  const { t } = useTranslation(words)
  const lead = columns.find((column) => column.lead) ?? columns[0]!
  const rest = columns.filter((column) => column !== lead)
  const title = (column: ColumnSpec<Row>) => t(column.label ?? `fields.${column.field}`)
  return (
    <>
      <ul className="jk-plain-list jk-cards" aria-label={label}>
        {rows.map((row) => (
          <li key={row.id} className="jk-panel">
            <button type="button" className="jk-link-button jk-card-title" onClick={() => onOpen?.(row)}>
              <Show column={lead} row={row as never} words={words} />
            </button>
            <dl className="jk-facts">
              {rest.map((column) => (
                <div key={column.field} style={{ display: 'contents' }}>
                  <dt>{title(column)}</dt>
                  <dd><Show column={column} row={row as never} words={words} /></dd>
                </div>
              ))}
            </dl>
          </li>
        ))}
      </ul>
      {totals && (
        <dl className="jk-panel jk-facts" aria-label={totals.label}>
          {columns.filter((column) => column.total && totals.of[column.field] !== undefined).map((column) => (
            <div key={column.field} style={{ display: 'contents' }}>
              <dt>{totals.label} {title(column)}</dt>
              <dd><Show column={{ ...column, render: undefined }} row={totals.of} words={words} exact /></dd>
            </div>
          ))}
        </dl>
      )}
    </>
  )
}
