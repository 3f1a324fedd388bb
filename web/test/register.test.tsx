import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it } from 'vitest'
import { waits } from '../src/api/send'
import { exportAddress, RegisterPage } from '../src/register/RegisterPage'
import type { RegisterSpec } from '../src/register/spec'
import { totalsOf } from '../src/register/totals'
import { show, somebody, teach } from './page'
import { refusal, serve, type Asked } from './server'

const spec: RegisterSpec = {
  name: 'works.test', words: 'works', title: 'title', path: 'works',
  columns: [{ field: 'no', sortable: true }, { field: 'title', lead: true }, { field: 'sum', kind: 'money', total: true }, { field: 'state', kind: 'enum' }, { field: 'day', kind: 'date', off: true }],
  filters: [{ name: 'q', kind: 'text' }, { name: 'state', kind: 'enum', options: ['open', 'done'] }],
  create: { need: 'works.edit', form: { name: 'works.new', words: 'works', title: 'new', fields: [{ name: 'title', kind: 'text', required: true }] } },
  acts: { dissolve: { adverse: true, preview: true } },
}

// 120 rows of 1 fen, 2 fen, … 120 fen: 7,260 fen = 72.60 yuan in all
const rows = Array.from({ length: 120 }, (_, i) => ({ id: `r${i + 1}`, no: `合同-${i + 1}`, title: `示例工程${i + 1}`, sum: i + 1, state: i % 2 ? 'open' : 'done', day: '2020-12-08', version: 4 }))

function list({ query }: Asked) {
  const from = Number(query.get('cursor') ?? 0)
  const found = rows.filter((row) => !query.get('state') || row.state === query.get('state'))
  const next = from + 50 < found.length ? String(from + 50) : ''
  return { body: { items: found.slice(from, from + 50), next, total: found.length, totals: { sum: 7260 } } }
}

const record = { ...rows[2], actions: [{ name: 'approve', allowed: true }, { name: 'dissolve', allowed: true }, { name: 'close', allowed: false, why: '已由您受理，须由他人审批' }] }

function server(more: (asked: Asked) => ReturnType<typeof refusal> | 'lost' | { body: unknown } | undefined = () => undefined) {
  return serve((asked) => {
    const found = more(asked)
    if (found) return found
    if (asked.path.endsWith('/works')) return list(asked)
    if (asked.path.endsWith('/works/r3')) return { body: record }
    if (asked.path.includes('/history/')) return { body: { items: [{ seq: 7, at: '2020-12-08T01:30:00Z', actor: '测试乙', action: 'works.new', action_zh: '登记合同', reason: '补登' }] } }
    if (asked.path.endsWith('/preview')) return { body: { summary_zh: '解除后通知下列人员。', affected: [{ id: 'p', name: '测试丙', effect_zh: '扣 2 分' }] } }
    return undefined
  })
}

beforeEach(teach)
waits.fill(1)

const table = () => screen.findByRole('table', { name: '合同台账' })
const body = async () => within(await table()).getAllByRole('row').slice(1, -1)

describe('a register', () => {
  it('shows a page of 50, the exact total of everything, and fetches the next page before it is asked for', async () => {
    const log = server()
    show(<RegisterPage spec={spec} />)
    expect(await body()).toHaveLength(50)
    expect(screen.getByText('72.60 元')).toBeTruthy()
    expect(screen.getByText('第 1–50 条，共 120 条')).toBeTruthy()
    await waitFor(() => expect(log.map((asked) => asked.query.get('cursor'))).toEqual([null, '50']))
    await userEvent.click(screen.getByRole('button', { name: '下一页' }))
    expect(await screen.findByText('第 51–100 条，共 120 条')).toBeTruthy()
    await userEvent.click(screen.getByRole('button', { name: '下一页' }))
    expect(await screen.findByText('第 101–120 条，共 120 条')).toBeTruthy()
    await userEvent.click(screen.getByRole('button', { name: '上一页' }))
    expect(await screen.findByText('第 51–100 条，共 120 条')).toBeTruthy()
  })

  it('is reproduced by its address: filters, sort and the opened record', async () => {
    const log = server()
    show(<RegisterPage spec={spec} />, '/z/leiyang/works?state=open&sort=-no&open=r3')
    expect(await body()).toHaveLength(50)
    expect(log[0]!.query.toString()).toBe('limit=50&sort=-no&state=open')
    expect(screen.getByRole('columnheader', { name: /编号/ }).getAttribute('aria-sort')).toBe('descending')
    expect(await screen.findByRole('button', { name: '批准' })).toBeTruthy()
  })

  it('writes a filter into the address and starts from the first page', async () => {
    server()
    const router = show(<RegisterPage spec={spec} />, '/z/leiyang/works?cursor=50')
    await body()
    await userEvent.type(screen.getByRole('textbox', { name: '名称含' }), '工程')
    await waitFor(() => expect(new URLSearchParams(router.state.location.search).get('q')).toBe('工程'))
    expect(router.state.location.search).not.toContain('cursor')
  })

  it('exports exactly what is filtered, without a page', () => {
    expect(exportAddress('leiyang', spec, { state: 'open', q: '', sort: '-no' })).toBe('/api/v1/zones/leiyang/works/export?sort=-no&state=open')
  })

  it('is walked with the arrows and opened with Enter', async () => {
    server()
    const router = show(<RegisterPage spec={spec} />)
    const lines = await body()
    lines[0]!.focus()
    fireEvent.keyDown(lines[0]!, { key: 'ArrowDown' })
    fireEvent.keyDown(lines[1]!, { key: 'ArrowDown' })
    expect(document.activeElement).toBe(lines[2])
    fireEvent.keyDown(lines[2]!, { key: 'End' })
    expect(document.activeElement).toBe(lines[49])
    fireEvent.keyDown(lines[2]!, { key: 'Enter' })
    expect(router.state.location.search).toBe('?open=r3')
  })

  it('remembers the columns chosen', async () => {
    server()
    show(<RegisterPage spec={spec} />)
    await body()
    expect(screen.queryByRole('columnheader', { name: '签订日' })).toBeNull()
    await userEvent.click(screen.getByRole('button', { name: '选择列' }))
    await userEvent.click(await screen.findByRole('checkbox', { name: '签订日' }))
    expect(screen.getByRole('columnheader', { name: '签订日' })).toBeTruthy()
    expect(localStorage.getItem('jk.columns.works.test')).toContain('day')
  })

  it('offers a new record only to who may make one', async () => {
    server()
    show(<RegisterPage spec={spec} />, undefined, { ...somebody, actions: [] })
    await body()
    expect(screen.queryByRole('button', { name: '新合同' })).toBeNull()
  })

  it('says why it cannot be read', async () => {
    server((asked) => (asked.path.endsWith('/works') ? refusal(403, 'access.denied', '您不是本单位人员。', { rule: 'LW-12' }) : undefined))
    show(<RegisterPage spec={spec} />)
    expect(await screen.findByText('您不是本单位人员。')).toBeTruthy()
    expect(screen.getByText('依据：LW-12')).toBeTruthy()
  })
})

describe('a record', () => {
  const open = async () => {
    const router = show(<RegisterPage spec={spec} />, '/z/leiyang/works?open=r3')
    await screen.findByRole('button', { name: '批准' })
    return router
  }

  it('offers exactly what the API allows and says why not for the rest', async () => {
    server()
    await open()
    expect(screen.queryByRole('button', { name: '办结' })).toBeNull()
    await userEvent.click(screen.getByRole('button', { name: /为何不能办/ }))
    expect(await screen.findByText('办结：已由您受理，须由他人审批')).toBeTruthy()
  })

  it('gives a command with the version that was seen', async () => {
    const log = server((asked) => (asked.path.endsWith('/actions/approve') ? { body: {} } : undefined))
    await open()
    await userEvent.click(screen.getByRole('button', { name: '批准' }))
    await waitFor(() => expect(log.some((asked) => asked.method === 'POST')).toBe(true))
    const asked = log.find((one) => one.method === 'POST')!
    expect([asked.path, asked.headers.get('If-Match')]).toEqual(['/api/v1/zones/leiyang/works/r3/actions/approve', '"4"'])
  })

  it('uses the same key again when no answer came, and a new one after an answer', async () => {
    let lost = true
    const log = server((asked) => (asked.method === 'POST' ? (lost ? 'lost' : refusal(422, 'x', '不行。')) : undefined))
    await open()
    const click = () => fireEvent.click(screen.getByRole('button', { name: '批准' }))
    click()
    await screen.findByText(/尚不知道是否已受理/, undefined, { timeout: 15_000 })
    lost = false
    click()
    await screen.findByText('不行。')
    click()
    await waitFor(() => expect(log.filter((asked) => asked.method === 'POST')).toHaveLength(6))
    const keys = log.filter((asked) => asked.method === 'POST').map((asked) => asked.headers.get('Idempotency-Key'))
    expect(new Set(keys.slice(0, 5)).size).toBe(1)
    expect(keys[5]).not.toBe(keys[4])
  })

  it('asks for a reason and shows who is affected before anything adverse', async () => {
    const log = server((asked) => (asked.path.endsWith('/actions/dissolve') ? { body: {} } : undefined))
    await open()
    await userEvent.click(screen.getByRole('button', { name: '解除合同' }))
    // antd names every dialog by the same id under test, so it is found by what it holds.
    const dialog = (await screen.findByText('测试丙：扣 2 分')).closest<HTMLElement>('[role=dialog]')!
    const ok = within(dialog).getByRole('button', { name: '解除合同' }) as HTMLButtonElement
    expect(ok.disabled).toBe(true)
    await userEvent.type(within(dialog).getByLabelText('理由'), '逾期三个月未开工')
    expect(ok.disabled).toBe(false)
    await userEvent.click(ok)
    await waitFor(() => expect(log.find((asked) => asked.method === 'POST')?.body).toEqual({ reason: '逾期三个月未开工' }))
  })

  it('shows its history from the ledger', async () => {
    server()
    await open()
    await userEvent.click(screen.getByRole('tab', { name: '办理记录' }))
    expect(await screen.findByText('登记合同')).toBeTruthy()
    expect(screen.getByText('理由：补登')).toBeTruthy()
    expect(screen.getByText('台账第 7 条')).toBeTruthy()
  })
})

describe('the totals row', () => {
  const columns = [{ field: 'sum', kind: 'money', total: true }, { field: 'no' }] as const
  const page = { items: [{ sum: 1 }, { sum: 2 }, { sum: null }] }
  it('takes the server’s sums where there are any', () => expect(totalsOf(columns, { ...page, totals: { sum: 99 } }, 1)).toEqual({ whole: true, of: { sum: 99 } }))
  it('otherwise sums what is at hand and says whether that is everything', () => {
    expect(totalsOf(columns, page, 1)).toEqual({ whole: true, of: { sum: '3' } })
    expect(totalsOf(columns, { ...page, next: 'x' }, 1)).toEqual({ whole: false, of: { sum: '3' } })
    expect(totalsOf(columns, page, 2)).toEqual({ whole: false, of: { sum: '3' } })
  })
  it('is not there when nothing is summed', () => expect(totalsOf([{ field: 'no' }], page, 1)).toBeUndefined())
})
