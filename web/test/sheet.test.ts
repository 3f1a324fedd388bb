import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Problem } from '../src/api/problem'
import { columns, readCell, readDay } from '../src/pages/lists/sheet/columns'
import { clipText, moved, rangeOf, tabbed } from '../src/pages/lists/sheet/grid'
import { SheetStore, type Server } from '../src/pages/lists/sheet/store'
import type { KeyItem } from '../src/pages/lists/types'

describe('a cell', () => {
  const of = (key: string) => columns.find((one) => one.key === key)!
  it.each([
    ['2019/12/8', '2019-12-08'], ['2019年12月8日', '2019-12-08'], ['12-8', '2019-12-08'], ['12月8日', '2019-12-08'], ['8', '2019-12-08'], ['31', '2019-12-31'],
    ['32', undefined], ['2019-02-30', undefined], ['13-1', undefined], ['月底', undefined],
  ])('reads the day %s', (typed, day) => expect(readDay(typed, '2019-12')).toBe(day))
  it('reads figures with separators and nothing else', () => {
    expect(readCell(of('plan'), '3,600.50', '2019-12')).toBe('3600.50')
    expect(readCell(of('plan'), '很多', '2019-12')).toBeUndefined()
    expect(readCell(of('title'), ' 测试 ', '2019-12')).toBe('测试')
    expect(readCell(of('due_on'), '', '2019-12')).toBe('')
  })
})

describe('the grid', () => {
  it('stays inside, and ends where Tab leaves it', () => {
    expect(moved({ row: 0, column: 0 }, 3, -1, -1)).toEqual({ row: 0, column: 0 })
    expect(moved({ row: 2, column: 9 }, 3, 5, 5)).toEqual({ row: 2, column: 9 })
    expect(tabbed({ row: 0, column: 9 }, 3, false)).toEqual({ row: 1, column: 0 })
    expect(tabbed({ row: 2, column: 9 }, 3, false)).toBeUndefined()
    expect(tabbed({ row: 0, column: 0 }, 3, true)).toBeUndefined()
    expect(rangeOf({ row: 2, column: 1 }, { row: 0, column: 3 })).toEqual({ from: { row: 0, column: 1 }, to: { row: 2, column: 3 } })
  })
  it('copies as Excel reads it', () => expect(clipText([['a', 'b\nc'], ['say "x"', '']])).toBe('a\t"b\nc"\n"say ""x"""\t'))
})

const item = (id: string, more: Partial<KeyItem> = {}): KeyItem => ({ id, work: id, line: 1, title: '测试事项', measure: '', weight: '1', due_on: '2019-12-31', status: 'active', version: 1, ...more })
const refused = (status: number, code: string, errors: { location: string; message: string }[] = []) =>
  new Problem({ status, code, title: 't', detail: '不行', errors: errors.map((one) => ({ ...one, code })) })

function sheet(more: Partial<Server> = {}) {
  let made = 0
  const sent: unknown[] = []
  const server: Server = {
    add: async (body, key) => (sent.push(['add', body, key]), item(`i${++made}`, { ...(body as object), line: made })),
    edit: async (id, version, body) => (sent.push(['edit', id, version, body]), item(id, { ...(body as object), version: version + 1 })),
    remove: async (id) => sent.push(['remove', id]),
    find: async (_column, text) => (text === '测试乙' || text === 'csy' ? { id: 'p1', name: '测试乙' } : undefined),
    ...more,
  }
  const saved = vi.fn()
  const store = new SheetStore(server, '2019-12', saved)
  const wait = () => vi.advanceTimersByTimeAsync(600)
  return { store, sent, saved, wait, row: (n: number) => store.rows[n]! }
}

describe('the sheet', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('sends a new row once it has a title, and every later change as an edit of that version', async () => {
    const { store, sent, wait, row, saved } = sheet()
    store.change([{ row: row(0).key, column: 'plan', text: '12' }])
    await wait()
    expect(sent).toEqual([])
    store.change([{ row: row(0).key, column: 'title', text: '测试道路' }])
    await wait()
    expect(sent).toMatchObject([['add', { title: '测试道路', plan: '12' }, expect.any(String)]])
    expect(row(0)).toMatchObject({ state: 'saved', id: 'i1', version: 1 })
    expect(row(1)).toMatchObject({ state: 'blank' })
    store.change([{ row: row(0).key, column: 'measure', text: '成形' }])
    await wait()
    expect(sent[1]).toMatchObject(['edit', 'i1', 1, { title: '测试道路', measure: '成形' }])
    expect(row(0).version).toBe(2)
    expect(saved).toHaveBeenCalledTimes(2)
  })

  it('pastes a block, finds the people it names, and marks the ones nobody knows', async () => {
    const { store, sent, wait, row } = sheet()
    store.paste([['甲项目', '', '5', '', '', '12-8', '测试乙'], ['乙项目', '', '很多', '', '', '', '测试无']], 0, 0)
    await wait()
    expect(sent).toMatchObject([['add', { title: '甲项目', plan: '5', due_on: '2019-12-08', lead: 'p1' }, expect.any(String)]])
    expect(row(1)).toMatchObject({ state: 'waiting', faults: { plan: 'sheet.notNumber', lead: 'sheet.notLeader' } })
    store.change([{ row: row(1).key, column: 'plan', text: '7' }])
    await wait()
    // The unknown leader is not sent and stays marked; the rest of the row is saved.
    expect(sent[1]).toMatchObject(['add', { title: '乙项目', plan: '7' }, expect.any(String)])
    expect(row(1)).toMatchObject({ state: 'saved', text: { lead: '测试无' }, faults: { lead: 'sheet.notLeader' } })
  })

  it('puts each refusal into its cell and sends the row again when it was changed', async () => {
    let refuse = true
    const { store, wait, row } = sheet({
      add: async (body) => {
        if (refuse) throw refused(422, 'goals.item.weight', [{ location: 'weight', message: '权重须大于 0。' }])
        return item('i1', body as object)
      },
    })
    store.change([{ row: row(0).key, column: 'title', text: '测试道路' }, { row: row(0).key, column: 'weight', text: '0' }])
    await wait()
    expect(row(0)).toMatchObject({ state: 'refused', faults: { weight: '权重须大于 0。' } })
    refuse = false
    store.change([{ row: row(0).key, column: 'weight', text: '2' }])
    await wait()
    expect(row(0)).toMatchObject({ state: 'saved', text: { weight: '2' } })
  })

  it('sends a row whose answer was lost again under the same key, and what was changed since as an edit', async () => {
    const sent: unknown[] = []
    let lost = true
    const { store, wait, row } = sheet({
      add: async (body, key) => {
        sent.push(['add', { ...body }, key])
        if (lost) throw refused(0, 'line.broken')
        return item('i1', body as object)
      },
      edit: async (id, version, body) => (sent.push(['edit', id, { ...body }]), item(id, { ...(body as object), version: version + 1 })),
    })
    store.change([{ row: row(0).key, column: 'title', text: '测试道路' }])
    await wait()
    expect(row(0).state).toBe('unsent')
    lost = false
    store.change([{ row: row(0).key, column: 'title', text: '测试道路二期' }])
    await wait()
    const [first, second, third] = sent as [string, { title: string }, string][]
    expect(second).toEqual(first)
    expect(third).toMatchObject(['edit', 'i1', { title: '测试道路二期' }])
    expect(row(0)).toMatchObject({ state: 'saved', text: { title: '测试道路二期' } })
  })

  it('follows the server where nothing is being written, and keeps what is', async () => {
    const { store, wait, row } = sheet({ edit: () => new Promise(() => {}) })
    store.merge([item('a'), item('b', { line: 2 })])
    store.change([{ row: row(0).key, column: 'title', text: '我写的' }])
    await wait()
    store.merge([item('a', { title: '别人写的', version: 2 }), item('b', { title: '新的', version: 2, line: 2 }), item('c', { line: 3 }), item('d', { status: 'withdrawn', line: 4 })])
    expect(store.rows.map((one) => one.text.title)).toEqual(['我写的', '新的', '测试事项', ''])
  })

  it('undoes a block at once: cells as they were, rows it made removed', async () => {
    const { store, sent, wait } = sheet()
    store.merge([item('a')])
    store.paste([['改了'], ['新行']], 0, 0)
    await wait()
    expect(store.rows.map((one) => one.text.title)).toEqual(['改了', '新行', ''])
    await store.undo()
    await wait()
    expect(store.rows.map((one) => one.text.title)).toEqual(['测试事项', ''])
    expect(sent).toContainEqual(['remove', 'i1'])
  })

  it('says that somebody else changed a row, and takes theirs when told', async () => {
    const { store, wait, row } = sheet({ edit: async () => Promise.reject(refused(412, 'stale')) })
    store.merge([item('a')])
    store.change([{ row: row(0).key, column: 'title', text: '我写的' }])
    await wait()
    expect(row(0)).toMatchObject({ state: 'refused', fault: 'sheet.stale' })
    store.take(item('a', { title: '别人写的', version: 5 }), row(0).key)
    expect(row(0)).toMatchObject({ state: 'saved', version: 5, text: { title: '别人写的' } })
  })
})
