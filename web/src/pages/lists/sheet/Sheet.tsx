import { App, Button } from 'antd'
import { useEffect, useRef, useState, type ClipboardEvent, type KeyboardEvent, type MouseEvent } from 'react'
import { flushSync } from 'react-dom'
import { useTranslation } from 'react-i18next'
import { cellsOf } from '../../../form/paste'
import { DeleteOutlined, ReloadOutlined, WarningOutlined } from '../../../ui/icons'
import { CellInput } from './CellInput'
import { columns, isRef, type ColumnKey } from './columns'
import { clipText, inRange, moved, rangeOf, tabbed, type Place } from './grid'
import { isBlank, type Row } from './row'
import type { Change, SheetStore } from './store'
import type { Find } from './useFind'
import './sheet.css'

interface Props {
  label: string
  store: SheetStore
  rows: readonly Row[]
  /** What the issue rule still misses, by item and field. */
  lacks: ReadonlyMap<string, string>
  find: Find
  /** Asked for by a link to a cell; the sheet goes there. */
  goTo?: { id: string; column: string; n: number }
  onTake: (row: Row) => void
}

/** The list as a sheet: typing, arrows, Tab, Enter, copying and pasting blocks as in Excel. */
export function Sheet({ label, store, rows, lacks, find, goTo, onTake }: Props) {
  const { t } = useTranslation('lists')
  const { modal, message } = App.useApp()
  const [at, setAt] = useState<Place>({ row: 0, column: 0 })
  const [anchor, setAnchor] = useState<Place>({ row: 0, column: 0 })
  const [text, setText] = useState<string>()
  const input = useRef<HTMLTextAreaElement>(null)
  const leave = useRef<HTMLButtonElement>(null)
  const row = rows[Math.min(at.row, rows.length - 1)]!
  const column = columns[at.column]!
  const range = rangeOf(anchor, at)
  const editing = text !== undefined

  function go(to: Place | undefined, extend = false) {
    if (!to) return
    // At once: the next key pressed belongs to the new cell already.
    flushSync(() => {
      setText(undefined)
      setAt(to)
      if (!extend) setAnchor(to)
    })
    input.current?.focus({ preventScroll: true })
    input.current?.closest('td')?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }
  useEffect(() => {
    const line = goTo ? rows.findIndex((one) => one.id === goTo.id) : -1
    const to = { row: line, column: Math.max(0, columns.findIndex((one) => one.key === goTo?.column)) }
    if (line >= 0) queueMicrotask(() => go(to))
  }, [goTo])

  function commit(chosen?: { id: string; name: string }) {
    if (text !== undefined && (chosen || text !== row.text[column.key])) {
      store.change([{ row: row.key, column: column.key, text: chosen?.name ?? text, id: chosen?.id }])
    }
    setText(undefined)
  }
  const block = (): Change[] =>
    rows.flatMap((one, r) => columns.flatMap(({ key }, c) => (inRange(range, r, c) && one.text[key] !== '' ? [{ row: one.key, column: key, text: '' }] : [])))

  async function remove(of: Row) {
    const sure = await modal.confirm({ title: t('sheet.removeSure', { line: rows.indexOf(of) + 1 }), content: of.text.title, okText: t('sheet.remove'), cancelText: t('shell:cancel') })
    if (!sure) return
    const refused = await store.remove(of.key)
    if (refused) void message.warning(refused.detail || refused.title)
    else go(moved(at, rows.length, 0, 0))
  }

  function key(e: KeyboardEvent<HTMLTextAreaElement>) {
    if (e.nativeEvent.isComposing) return
    const command = e.ctrlKey || e.metaKey
    if (e.key === 'Tab') {
      const to = tabbed(at, rows.length, e.shiftKey)
      if (editing) commit()
      if (!to) return
      e.preventDefault()
      return go(to)
    }
    if (editing) return editKey(e)
    const step: Record<string, [number, number]> = {
      ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], PageDown: [10, 0], PageUp: [-10, 0],
      Home: [command ? -rows.length : 0, -columns.length], End: [command ? rows.length : 0, columns.length],
    }
    const by = step[e.key]
    if (by) go(moved(at, rows.length, ...by), e.shiftKey)
    else if (e.key === 'Enter' || e.key === 'F2') setText(row.text[column.key])
    else if (e.key === 'Escape') leave.current?.focus()
    else if (e.key === 'Delete' && command) void remove(row)
    else if (e.key === 'Delete' || e.key === 'Backspace') store.change(block())
    else if (command && e.key.toLowerCase() === 'z') void store.undo()
    else if (command && e.key.toLowerCase() === 'd') store.change(filledDown())
    else return
    e.preventDefault()
  }
  function editKey(e: KeyboardEvent<HTMLTextAreaElement>) {
    if (e.key === 'Escape') setText(undefined)
    else if (e.key === 'Enter' && !e.altKey) {
      commit()
      go(moved(at, rows.length, 1, 0))
    } else return
    e.preventDefault()
  }
  const filledDown = (): Change[] => {
    const source = rows[range.from.row]!
    return rows.flatMap((one, r) => columns.flatMap(({ key: name }, c) =>
      inRange(range, r, c) && r > range.from.row && one.text[name] !== source.text[name]
        ? [{ row: one.key, column: name, text: source.text[name], id: isRef(name) ? source.ids[name] : undefined }] : []))
  }

  function copy(e: ClipboardEvent, cut: boolean) {
    if (editing) return
    e.preventDefault()
    const cells = rows.slice(range.from.row, range.to.row + 1).map((one) => columns.slice(range.from.column, range.to.column + 1).map((c) => one.text[c.key]))
    e.clipboardData.setData('text/plain', clipText(cells))
    if (cut) store.change(block())
  }
  function paste(e: ClipboardEvent) {
    const copied = e.clipboardData.getData('text/plain').replace(/[\r\n]+$/, '')
    if (editing && !copied.includes('\t')) return
    e.preventDefault()
    setText(undefined)
    const cells = cellsOf(copied)
    store.paste(cells, at.row, at.column)
    const last = { row: at.row + cells.length - 1, column: Math.min(columns.length, at.column + Math.max(1, ...cells.map((line) => line.length))) - 1 }
    setAnchor(last)
  }
  function point(e: MouseEvent, to: Place) {
    if ((e.target as HTMLElement).closest('button,textarea')) return
    e.preventDefault()
    if (editing) commit()
    go(to, e.shiftKey)
  }

  return (
    <>
      <div className="jk-table-box jk-sheet-box">
        <table className="jk-sheet" role="grid" aria-label={label} aria-rowcount={rows.length + 1} aria-multiselectable>
          <thead>
            <tr>
              <th scope="col" className="jk-sheet-line">{t('fields.line')}</th>
              {columns.map((one) => <th key={one.key} scope="col" style={{ width: one.width, minWidth: one.width }}>{t(`fields.${one.key}`)}</th>)}
              <th scope="col"><span className="jk-hidden">{t('register:rows.tools')}</span></th>
            </tr>
          </thead>
          <tbody>
            {rows.map((one, r) => (
              <tr key={one.key}>
                <RowHead row={one} at={r} store={store} onTake={onTake} />
                {columns.map((c, i) => {
                  const here = r === at.row && i === at.column
                  const lack = one.id && one.text[c.key] === '' ? lacks.get(`${one.id}.${c.key}`) : undefined
                  return (
                    <td key={c.key} aria-selected={inRange(range, r, i)} className={classOf(c.kind, here, inRange(range, r, i), one.faults[c.key], lack)}
                      onMouseDown={(e) => point(e, { row: r, column: i })} onMouseEnter={(e) => e.buttons === 1 && !editing && go({ row: r, column: i }, true)} onDoubleClick={() => setText(one.text[c.key])}>
                      {one.text[c.key]}
                      {lack && <span className="jk-sheet-lack">{t('sheet.lack')}</span>}
                      {one.faults[c.key] && <span className="jk-fault">{wordsOf(t, one.faults[c.key])}</span>}
                      {here && (
                        <CellInput ref={input} column={c} text={text} find={find}
                          label={t('sheet.cell', { line: r + 1, field: t(`fields.${c.key}`), value: one.text[c.key] || t('shell:nothing') })}
                          describedBy="sheet-says" invalid={!!one.faults[c.key] || !!lack}
                          onText={setText} onBlur={() => commit()} onPick={(ref) => { commit(ref); go(moved(at, rows.length, 1, 0)) }}
                          onKeyDown={key} onCopy={(e) => copy(e, false)} onCut={(e) => copy(e, true)} onPaste={paste} />
                      )}
                    </td>
                  )
                })}
                <td className="jk-sheet-tools">
                  {!isBlank(one) && <Button size="small" type="text" icon={<DeleteOutlined />} aria-label={t('register:rows.remove', { row: r + 1 })} onClick={() => void remove(one)} />}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className="jk-row jk-tools jk-sheet-says" id="sheet-says">
        <span aria-live="polite">{saysOf(t, row, column.key, lacks, at.row)}</span>
        <button type="button" ref={leave} className="jk-link-button" onClick={() => void store.undo()}>{t('sheet.undo')}</button>
      </div>
    </>
  )
}

function classOf(kind: string, here: boolean, chosen: boolean, fault?: string, lack?: string): string {
  return [here && 'jk-here', chosen && 'jk-chosen', fault && 'jk-bad', lack && 'jk-lack', kind === 'decimal' && 'jk-number'].filter(Boolean).join(' ')
}

type Words = (key: string, values?: Record<string, unknown>) => string

/** The sheet's own faults are keys of the dictionary, the server's are sentences. */
const wordsOf = (t: Words, fault = '') => (fault.startsWith('sheet.') ? t(fault) : fault)

/** What is to be said of the cell now active: its fault, what it lacks, or how the sheet is used. */
function saysOf(t: Words, row: Row, key: ColumnKey, lacks: ReadonlyMap<string, string>, at: number): string {
  const wrong = wordsOf(t, row.faults[key]) || (row.text[key] === '' ? lacks.get(`${row.id}.${key}`) : '')
  if (wrong) return t('sheet.says', { line: at + 1, field: t(`fields.${key}`), what: wrong })
  if (!row.id && row.state === 'waiting' && row.text.title === '') return t('sheet.needsTitle')
  return t('sheet.hint')
}

interface HeadProps {
  row: Row
  at: number
  store: SheetStore
  onTake: (row: Row) => void
}

/** Number of a row, and beside it what keeps it from being saved. */
function RowHead({ row, at, store, onTake }: HeadProps) {
  const { t } = useTranslation('lists')
  return (
    <th scope="row" className="jk-sheet-line">
      {at + 1}
      {row.state === 'saving' && <span className="jk-rule"> {t('sheet.saving')}</span>}
      {row.state === 'refused' && <span className="jk-sheet-mark" title={t('sheet.refused')}><WarningOutlined /> <span className="jk-hidden">{t('sheet.refused')}</span></span>}
      {row.fault && <div className="jk-fault" role="alert">{wordsOf(t, row.fault)}</div>}
      {row.fault === 'sheet.stale' && <Button size="small" icon={<ReloadOutlined />} onClick={() => onTake(row)}>{t('sheet.takeNewest')}</Button>}
      {row.state === 'unsent' && <Button size="small" icon={<ReloadOutlined />} onClick={() => store.retry(row.key)}>{t('sheet.again')}</Button>}
    </th>
  )
}
