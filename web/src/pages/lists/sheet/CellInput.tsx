import { useEffect, useId, useLayoutEffect, useRef, useState, type ClipboardEvent, type KeyboardEvent, type Ref as ReactRef, type RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import type { Ref } from '../types'
import { isRef, type Column } from './columns'
import type { Find } from './useFind'

interface Props {
  ref: RefObject<HTMLTextAreaElement | null>
  column: Column
  /** Text being written; undefined while the cell is only chosen. */
  text: string | undefined
  find: Find
  label: string
  describedBy: string
  invalid: boolean
  onText: (text: string) => void
  onBlur: () => void
  onPick: (ref: Ref) => void
  onKeyDown: (e: KeyboardEvent<HTMLTextAreaElement>) => void
  onCopy: (e: ClipboardEvent) => void
  onCut: (e: ClipboardEvent) => void
  onPaste: (e: ClipboardEvent) => void
}

/**
 * The one input of the sheet, in the chosen cell. It is there, unseen, before anything is typed:
 * an input method can only compose in an input that has the focus already.
 */
export function CellInput({ ref, column, text, find, label, describedBy, invalid, onText, onBlur, onPick, onKeyDown, ...clip }: Props) {
  const list = useId()
  const editing = text !== undefined
  const naming = isRef(column.key) && editing
  const found = useFound(find, column, naming ? text : '')
  const [index, setIndex] = useState(0)
  useEffect(() => setIndex(0), [found])
  useLayoutEffect(() => {
    const area = ref.current
    if (!area || !editing) return
    area.style.height = 'auto'
    area.style.height = `${area.scrollHeight + 2}px`
  }, [text])

  function key(e: KeyboardEvent<HTMLTextAreaElement>) {
    const open = naming && found.length > 0 && !e.nativeEvent.isComposing
    if (open && (e.key === 'ArrowDown' || e.key === 'ArrowUp')) {
      e.preventDefault()
      setIndex((index + (e.key === 'ArrowDown' ? 1 : found.length - 1)) % found.length)
    } else if (open && e.key === 'Enter') {
      e.preventDefault()
      onPick(found[index]!)
    } else if (open && e.key === 'Tab' && !e.shiftKey) {
      e.preventDefault()
      onPick(found[index]!)
    } else onKeyDown(e)
  }

  return (
    <>
      <textarea ref={ref} rows={1} className={editing ? 'jk-sheet-input' : 'jk-sheet-input jk-sheet-idle'} value={text ?? ''} aria-label={label}
        role={naming ? 'combobox' : undefined} aria-expanded={naming ? found.length > 0 : undefined} aria-controls={naming ? list : undefined}
        aria-activedescendant={naming && found.length > 0 ? `${list}-${index}` : undefined}
        aria-describedby={describedBy} aria-invalid={invalid || undefined} spellCheck={false}
        onChange={(e) => onText(e.target.value)} onBlur={onBlur} onKeyDown={key} {...clip} />
      {naming && <Suggestions id={list} of={found} index={index} under={ref} onPick={onPick} />}
    </>
  )
}

interface SuggestionsProps {
  id: string
  of: readonly Ref[]
  index: number
  under: ReactRef<HTMLTextAreaElement>
  onPick: (ref: Ref) => void
}

function Suggestions({ id, of, index, under, onPick }: SuggestionsProps) {
  const { t } = useTranslation('lists')
  const [place, setPlace] = useState<{ left: number; top: number }>()
  useLayoutEffect(() => {
    const box = (under as RefObject<HTMLTextAreaElement | null>).current?.getBoundingClientRect()
    if (box) setPlace({ left: Math.min(box.left, innerWidth - 240), top: Math.min(box.bottom, innerHeight - 8 - 32 * Math.max(1, of.length)) })
  }, [of])
  return (
    <ul id={id} role="listbox" aria-label={t('sheet.suggestions')} className="jk-sheet-list jk-plain-list" style={{ ...place, visibility: of.length > 0 ? undefined : 'hidden' }}>
      {of.map((one, i) => (
        <li key={one.id} id={`${id}-${i}`} role="option" aria-selected={i === index} onMouseDown={(e) => { e.preventDefault(); onPick(one) }}>{one.name}</li>
      ))}
    </ul>
  )
}

const none: readonly Ref[] = []

/** Who or what fits the text typed so far, asked when typing pauses. */
function useFound(find: Find, column: Column, text: string): readonly Ref[] {
  const [found, setFound] = useState(none)
  const asked = useRef('')
  useEffect(() => {
    asked.current = text
    const name = column.key
    if (text.trim() === '' || !isRef(name)) return setFound(none)
    const timer = setTimeout(async () => {
      const answer = await find.some(name, text.trim()).catch(() => none)
      if (asked.current === text) setFound(answer)
    }, 120)
    return () => clearTimeout(timer)
  }, [text, column])
  return text === '' ? none : found
}
