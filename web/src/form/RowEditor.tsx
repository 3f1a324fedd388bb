import { DeleteOutlined, PlusOutlined } from '../ui/icons'
import { Button } from 'antd'
import dayjs from 'dayjs'
import type { ClipboardEvent, KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { InputOf } from './Field'
import { cellsOf, pastedDate } from './paste'
import type { FieldSpec, Values } from './spec'

interface Props {
  fields: readonly FieldSpec[]
  words: string
  label: string
  value?: Values[]
  onChange?: (rows: Values[]) => void
  /** Faults by "row.field", from the server. */
  faults?: Record<string, string>
}

/** Rows edited like a sheet: paste a block from Excel into any cell, Enter goes down, the last row adds one. */
export function RowEditor({ fields, words, label, value = [], onChange, faults = {} }: Props) {
  const { t } = useTranslation(words)
  const set = (row: number, name: string, to: unknown) =>
    onChange?.(value.map((one, i) => (i === row ? { ...one, [name]: to } : one)))
  const add = () => onChange?.([...value, {}])

  function paste(e: ClipboardEvent, row: number, column: number) {
    const text = e.clipboardData.getData('text/plain')
    if (!/[\t\n\r]/.test(text.trimEnd())) return
    e.preventDefault()
    onChange?.(pasted(fields, words, t, value, cellsOf(text), row, column))
  }

  function key(e: KeyboardEvent, row: number, column: number) {
    if (e.key !== 'Enter' || e.nativeEvent.isComposing || (e.target as HTMLElement).tagName !== 'INPUT') return
    e.preventDefault()
    if (row === value.length - 1) add()
    const table = e.currentTarget.closest('table')
    requestAnimationFrame(() => table?.querySelectorAll('tbody tr')[row + 1]?.querySelectorAll('td')[column]?.querySelector('input')?.focus())
  }

  return (
    <div style={{ overflowX: 'auto' }}>
      <table className="jk-rows" aria-label={label}>
        <thead>
          <tr>
            {fields.map((field) => <th key={field.name} scope="col">{t(field.label ?? `fields.${field.name}`)}{field.required ? t('register:form.star') : ''}</th>)}
            <th scope="col"><span className="jk-hidden">{t('register:rows.tools')}</span></th>
          </tr>
        </thead>
        <tbody>
          {value.map((row, i) => (
            <tr key={i}>
              {fields.map((field, j) => {
                const title = t('register:rows.cell', { field: t(field.label ?? `fields.${field.name}`), row: i + 1 })
                return (
                  <td key={field.name} onPaste={(e) => paste(e, i, j)} onKeyDown={(e) => key(e, i, j)}>
                    <Cell field={field} words={words} label={title} value={row[field.name]} onChange={(to) => set(i, field.name, to)} />
                    {faults[`${i}.${field.name}`] && <div role="alert" className="jk-fault">{faults[`${i}.${field.name}`]}</div>}
                  </td>
                )
              })}
              <td>
                <Button type="text" icon={<DeleteOutlined />} aria-label={t('register:rows.remove', { row: i + 1 })} onClick={() => onChange?.(value.filter((_, k) => k !== i))} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <Button icon={<PlusOutlined />} onClick={add}>{t('register:rows.add')}</Button>
      <span className="jk-rule" style={{ marginInlineStart: 8 }}>{t('register:rows.hint')}</span>
    </div>
  )
}

interface CellProps {
  field: FieldSpec
  words: string
  label: string
  value: unknown
  onChange: (value: unknown) => void
}

function Cell({ field, words, label, value, onChange }: CellProps) {
  const typed = ['text', 'area', 'money', 'integer', 'decimal'].includes(field.kind)
  return (
    <span aria-label={label} role="group">
      <InputOf field={field} words={words} label={label} value={value ?? (typed ? '' : undefined)}
        onChange={((e: { target?: { value: unknown } }) => onChange(typed ? e.target?.value : e))} />
    </span>
  )
}

/** Puts a block of cells at a place, adding rows as needed. Words of enums are recognised in the language shown. */
export function pasted(
  fields: readonly FieldSpec[], words: string, t: (key: string) => string,
  rows: readonly Values[], block: string[][], row: number, column: number,
): Values[] {
  const out = rows.map((one) => ({ ...one }))
  block.forEach((cells, r) => {
    const target = (out[row + r] ??= {})
    cells.forEach((cell, c) => {
      const field = fields[column + c]
      if (field) target[field.name] = pastedValue(field, words, t, cell.trim())
    })
  })
  return out
}

function pastedValue(field: FieldSpec, words: string, t: (key: string) => string, text: string): unknown {
  if (text === '') return undefined
  if (field.kind === 'date' || field.kind === 'month') {
    const date = pastedDate(text)
    return date ? dayjs(date) : undefined
  }
  if (field.kind === 'enum') {
    return field.options?.find((value) => value === text || t(`${words}:${field.words ?? field.name}.${value}`) === text)
  }
  return text
}
