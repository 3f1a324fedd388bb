import { useImperativeHandle, useRef, type Ref } from 'react'

/** What others may ask of the editor. */
export interface EditorHandle {
  /** Puts the cursor at a line and column, from 1, and shows it. */
  go: (line: number, column: number) => void
}

interface Props {
  ref: Ref<EditorHandle>
  label: string
  value: string
  onChange: (text: string) => void
  /** Lines to be marked. */
  marks: readonly { line: number; severity: string }[]
}

const lineHeight = 20

/** A plain text with numbered lines; lines with faults are marked beside their number. */
export function Editor({ ref, label, value, onChange, marks }: Props) {
  const area = useRef<HTMLTextAreaElement>(null)
  const gutter = useRef<HTMLPreElement>(null)
  const worst = new Map<number, string>()
  for (const mark of marks) {
    if (mark.severity === 'error' || !worst.has(mark.line)) worst.set(mark.line, mark.severity)
  }
  useImperativeHandle(ref, () => ({
    go(line, column) {
      const lines = value.split('\n')
      const at = lines.slice(0, Math.max(0, line - 1)).reduce((sum, one) => sum + one.length + 1, 0) + Math.max(0, column - 1)
      area.current?.focus()
      area.current?.setSelectionRange(at, at)
      if (area.current) area.current.scrollTop = Math.max(0, (line - 6) * lineHeight)
    },
  }), [value])
  return (
    <div className="jk-yaml">
      <pre ref={gutter} className="jk-yaml-gutter" aria-hidden="true">
        {value.split('\n').map((_, i) => <span key={i} className={`jk-yaml-no jk-yaml-${worst.get(i + 1) ?? 'fine'}`}>{i + 1}</span>)}
      </pre>
      <textarea ref={area} aria-label={label} className="jk-yaml-area" wrap="off" spellCheck={false} autoCapitalize="off" value={value}
        onChange={(e) => onChange(e.target.value)} onScroll={(e) => gutter.current && (gutter.current.scrollTop = e.currentTarget.scrollTop)} />
    </div>
  )
}
