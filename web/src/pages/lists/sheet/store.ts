import { asProblem, namePath, type Problem } from '../../../api/problem'
import { newKey } from '../../../api/send'
import type { KeyItem, Ref } from '../types'
import { columns, isRef, readCell, type ColumnKey, type RefKey } from './columns'
import { blankRow, bodyOf, isBlank, isReadable, rowOf, sameBody, unknownNames, type Row } from './row'

/** The server, as the sheet needs it. */
export interface Server {
  add: (body: Record<string, string>, key: string) => Promise<KeyItem>
  edit: (id: string, version: number, body: Record<string, string>) => Promise<KeyItem>
  remove: (id: string, key: string) => Promise<unknown>
  /** Who or what a name stands for; undefined when nobody or more than one. */
  find: (column: RefKey, text: string) => Promise<Ref | undefined>
}

/** One cell to be written; the id where a person or unit was chosen from the list. */
export interface Change {
  row: string
  column: ColumnKey
  text: string
  id?: string
}

/** Faults the sheet finds itself, as keys of the dictionary. */
export const unreadable: Record<string, string> = { decimal: 'sheet.notNumber', date: 'sheet.notDay', leader: 'sheet.notLeader', person: 'sheet.notPerson', unit: 'sheet.notUnit' }

interface Step {
  changes: Change[]
  made: string[]
}

const pause = 500

/** The rows of a list being edited: each is sent by itself soon after it was changed, one after the other. */
export class SheetStore {
  rows: readonly Row[] = [blankRow()]
  /** A command waits for its answer, or will be sent in a moment. */
  busy = false
  private readonly watchers = new Set<() => void>()
  private readonly undone: Step[] = []
  private timer: ReturnType<typeof setTimeout> | undefined
  private running = false
  /** New rows whose answer was lost: the same body must go again under the same key. */
  private readonly lost = new Map<string, { key: string; body: Record<string, string> }>()

  constructor(private readonly server: Server, private readonly month: string, private readonly saved: () => void) {}

  subscribe = (watcher: () => void) => {
    this.watchers.add(watcher)
    return () => void this.watchers.delete(watcher)
  }
  snapshot = () => this.rows

  /** Takes over what the server has: rows saved here follow it, rows being written do not. */
  merge(items: readonly KeyItem[]): void {
    const known = new Map(this.rows.filter((row) => row.id).map((row) => [row.id, row]))
    const fresh = items.filter((item) => item.status === 'active').map((item) => {
      const mine = known.get(item.id)
      return mine && mine.state !== 'saved' ? { ...mine, line: item.line } : rowOf(item, mine?.key)
    })
    const unsent = this.rows.filter((row) => !row.id && (row.state !== 'blank' || !isBlank(row)))
    this.put([...fresh, ...unsent])
  }

  /** Writes cells, one or a block; undo takes all of them back at once. */
  change(changes: readonly Change[], step: Step = { changes: [], made: [] }): void {
    const before = new Map(this.rows.map((row) => [row.key, row]))
    const back = changes.flatMap(({ row, column }) => {
      const was = before.get(row)
      return was ? [{ row, column, text: was.text[column], id: isRef(column) ? was.ids[column] : undefined }] : []
    })
    const made = changes.map((one) => one.row).filter((key) => before.get(key)?.state === 'blank')
    if (step.changes.length === 0 && step.made.length === 0) this.undone.push({ changes: back, made: [...new Set(made)] })
    for (const one of changes) this.write(one)
    this.schedule()
  }

  /** Puts a block of cells at a place, adding rows as needed. One copied cell or row is no less a block. */
  paste(cells: readonly (readonly string[])[], at: number, column: number): void {
    const missing = at + cells.length - this.rows.length
    if (missing > 0) this.rows = [...this.rows, ...Array.from({ length: missing }, blankRow)]
    this.change(cells.flatMap((line, r) => line.flatMap((text, c) => {
      const into = columns[column + c]
      return into ? [{ row: this.rows[at + r]!.key, column: into.key, text }] : []
    })))
  }

  /** Takes the last change back: cells as they were, rows it made removed. */
  async undo(): Promise<void> {
    const step = this.undone.pop()
    if (!step) return
    this.change(step.changes.filter((one) => !step.made.includes(one.row)), step)
    for (const key of step.made) await this.remove(key)
  }

  /** Takes a row off the list. */
  async remove(key: string): Promise<Problem | undefined> {
    const row = this.row(key)
    if (!row) return undefined
    if (row.id) {
      try {
        await this.server.remove(row.id, newKey())
      } catch (thrown) {
        return asProblem(thrown)
      }
    }
    this.lost.delete(key)
    this.put(this.rows.filter((one) => one.key !== key))
    this.saved()
    return undefined
  }

  /** Sends a row again after a refusal or a broken line. */
  retry(key: string): void {
    this.patch(key, { state: 'waiting', fault: undefined })
    this.schedule(0)
  }

  /** Sends at once what waits, when the page is left. */
  flush(): void {
    if (this.timer) this.schedule(0)
  }

  private row = (key: string) => this.rows.find((row) => row.key === key)

  private put(rows: readonly Row[]): void {
    const last = rows[rows.length - 1]
    this.rows = last && last.state === 'blank' && isBlank(last) ? rows : [...rows, blankRow()]
    for (const watcher of this.watchers) watcher()
  }

  private patch(key: string, to: Partial<Row>): void {
    this.put(this.rows.map((row) => (row.key === key ? { ...row, ...to } : row)))
  }

  private write({ row: key, column: name, text, id }: Change): void {
    const row = this.row(key)
    if (!row) return
    const column = columns.find((one) => one.key === name)!
    const read = readCell(column, text, this.month)
    const faults = { ...row.faults, [name]: read === undefined ? unreadable[column.kind] : undefined }
    const written = { ...row.text, [name]: read ?? text.trim() }
    const ids = isRef(name) ? { ...row.ids, [name]: id } : row.ids
    const lookUp = isRef(name) && id === undefined && written[name] !== ''
    this.patch(key, { text: written, ids, faults, fault: undefined, state: 'waiting', looking: row.looking + (lookUp ? 1 : 0) })
    if (lookUp) void this.look(key, name, written[name])
  }

  private async look(key: string, column: RefKey, text: string): Promise<void> {
    const found = await this.server.find(column, text).catch(() => undefined)
    const row = this.row(key)
    if (!row) return
    const looking = row.looking - 1
    if (row.text[column] !== text || row.ids[column]) this.patch(key, { looking })
    else if (found) this.patch(key, { looking, ids: { ...row.ids, [column]: found.id }, text: { ...row.text, [column]: found.name } })
    else this.patch(key, { looking, faults: { ...row.faults, [column]: unreadable[column === 'lead' ? 'leader' : column] } })
    this.schedule()
  }

  private schedule(after = pause): void {
    clearTimeout(this.timer)
    this.busy = true
    this.timer = setTimeout(() => void this.pump(), after)
  }

  private next = () => this.rows.find((row) => row.state === 'waiting' && row.looking === 0 && isReadable(row) && (row.id !== undefined || row.text.title !== ''))

  private async pump(): Promise<void> {
    this.timer = undefined
    if (this.running) return
    this.running = true
    let sent = 0
    for (let row = this.next(); row; row = this.next()) {
      await this.send(row)
      sent++
    }
    this.running = false
    if (this.timer === undefined) this.busy = false
    // Rows emptied again before they were ever sent are rows no more.
    this.put(this.rows.filter((row) => row.id !== undefined || row.state === 'blank' || !isBlank(row)))
    if (sent > 0) this.saved()
  }

  private async send(row: Row): Promise<void> {
    this.patch(row.key, { state: 'saving' })
    try {
      const item = row.id ? await this.server.edit(row.id, row.version ?? 0, bodyOf(row)) : await this.create(row)
      const now = this.row(row.key)
      if (!now) return
      // The list may have been read between the server's writing the row and its answer.
      this.rows = this.rows.filter((one) => one.id !== item.id || one.key === row.key)
      const same = now.state === 'saving' && sameBody(now, row)
      const taken = rowOf(item, row.key)
      for (const name of unknownNames(now)) taken.text = { ...taken.text, [name]: now.text[name] }
      const faults = Object.fromEntries(unknownNames(now).map((name) => [name, now.faults[name]]))
      if (same) this.patch(row.key, { ...taken, faults })
      else this.patch(row.key, { id: item.id, version: item.version, line: item.line, state: 'waiting' })
    } catch (thrown) {
      this.refused(row.key, asProblem(thrown))
    }
  }

  private async create(row: Row): Promise<KeyItem> {
    const before = this.lost.get(row.key)
    const sent = before ?? { key: newKey(), body: bodyOf(row) }
    this.lost.set(row.key, sent)
    try {
      const item = await this.server.add(sent.body, sent.key)
      this.lost.delete(row.key)
      return before ? await this.server.edit(item.id, item.version, bodyOf(row)) : item
    } catch (thrown) {
      if (!asProblem(thrown).unanswered) this.lost.delete(row.key)
      throw thrown
    }
  }

  private refused(key: string, problem: Problem): void {
    const row = this.row(key)
    if (!row) return
    const faults = { ...row.faults }
    let placed = false
    for (const one of problem.errors) {
      const name = namePath(one.location ?? '').at(-1)
      const column = columns.find((column) => column.key === name)
      if (!column) continue
      faults[column.key] = one.message
      placed = true
    }
    const state = row.state === 'saving' ? (problem.unanswered ? 'unsent' : 'refused') : row.state
    this.patch(key, { faults, state, fault: placed ? undefined : problem.stale ? 'sheet.stale' : problem.detail || problem.title || 'sheet.unsent' })
  }

  /** Drops what was written in a row and takes the server's. */
  take(item: KeyItem | undefined, key: string): void {
    if (item) this.put(this.rows.map((row) => (row.key === key ? rowOf(item, key) : row)))
    else this.put(this.rows.filter((row) => row.key !== key))
  }
}
