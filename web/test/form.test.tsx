import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { Problem } from '../src/api/problem'
import { keepDraft, readDraft } from '../src/form/draft'
import { faultsByCell, FormDrawer } from '../src/form/FormDrawer'
import { cellsOf, pastedDate } from '../src/form/paste'
import { pasted } from '../src/form/RowEditor'
import type { FormSpec, Values } from '../src/form/spec'
import { toBody, toDraft, toInputs } from '../src/form/values'
import { show, teach } from './page'

const spec: FormSpec = {
  name: 'works.new', words: 'works', title: 'new', intro: 'intro',
  fields: [
    { name: 'title', kind: 'text', required: true, rule: 'rule' },
    { name: 'sum', kind: 'money' },
    { name: 'note', kind: 'area', when: (values) => values.title === '甲' },
    { name: 'rows', kind: 'rows', rows: [{ name: 'title', kind: 'text' }, { name: 'amount', kind: 'decimal' }] },
  ],
}

function Page({ submit, problem }: { submit: (body: Values) => Promise<boolean>; problem?: Problem }) {
  const [open, setOpen] = useState(true)
  return <FormDrawer open={open} spec={spec} problem={problem} onSubmit={submit} onClose={() => setOpen(false)} />
}

beforeEach(teach)

describe('a form', () => {
  it('sends money as fen and leaves out what is empty or not asked', async () => {
    const submit = vi.fn(async () => true)
    show(<Page submit={submit} />)
    await userEvent.type(await screen.findByLabelText('名称'), ' 乙 ')
    await userEvent.type(screen.getByLabelText('金额'), '1,234.5')
    expect(screen.queryByLabelText('说明')).toBeNull()
    await userEvent.click(screen.getByRole('button', { name: '保存' }))
    await waitFor(() => expect(submit).toHaveBeenCalledWith({ title: '乙', sum: 123450 }))
    await waitFor(() => expect(screen.queryByRole('button', { name: '保存' })).toBeNull())
  })

  it('shows the rule under the field and does not send what is missing', async () => {
    const submit = vi.fn(async () => true)
    show(<Page submit={submit} />)
    expect(await screen.findByText('按合同填写。')).toBeTruthy()
    await userEvent.type(screen.getByLabelText('金额'), 'abc')
    await userEvent.click(screen.getByRole('button', { name: '保存' }))
    expect(await screen.findByText('此项必填')).toBeTruthy()
    expect(await screen.findByText('填写金额，至多两位小数')).toBeTruthy()
    expect(submit).not.toHaveBeenCalled()
  })

  it('shows all faults of the server at once, each at its field', async () => {
    const problem = new Problem({
      status: 422, title: 't', code: 'x', detail: '有 3 处不符合要求。', rule: 'LY-35',
      errors: [
        { location: 'body.title', code: 'a', message: '名称须含年度' },
        { location: 'rows[0].amount', code: 'b', message: '数量须大于 0' },
        { location: 'elsewhere', code: 'c', message: '本月已下发' },
      ],
    })
    localStorage.clear()
    keepDraft('a1/leiyang/works.new/new', { rows: [{ amount: '0' }] })
    show(<Page submit={async () => false} problem={problem} />)
    const top = await screen.findByText('有 3 处不符合要求。')
    const alert = top.closest('[role=alert]') as HTMLElement
    expect(within(alert).queryByText('名称须含年度')).toBeNull()
    expect(within(alert).getByText('本月已下发')).toBeTruthy()
    expect(within(alert).getByText('依据：LY-35')).toBeTruthy()
    expect(await screen.findByText('名称须含年度')).toBeTruthy()
    expect(within(screen.getByRole('table', { name: '明细' })).getByText('数量须大于 0')).toBeTruthy()
  })

  it('keeps what was typed as a draft of this person, and drops it once accepted', async () => {
    const place = 'a1/leiyang/works.new/new'
    show(<Page submit={async () => true} />)
    await userEvent.type(await screen.findByLabelText('名称'), '甲')
    await waitFor(() => expect(readDraft(place)?.values).toEqual({ title: '甲' }), { timeout: 2000 })
    await userEvent.click(screen.getByRole('button', { name: '保存' }))
    await waitFor(() => expect(readDraft(place)).toBeUndefined())
  })

  it('restores a draft and says so; throwing it away empties the form', async () => {
    keepDraft('a1/leiyang/works.new/new', { title: '甲', sum: 100, note: '早先' })
    show(<Page submit={async () => true} />)
    expect(((await screen.findByLabelText('名称')) as HTMLInputElement).value).toBe('甲')
    expect((screen.getByLabelText('金额') as HTMLInputElement).value).toBe('1.00')
    await userEvent.click(screen.getByRole('button', { name: '不用草稿' }))
    await waitFor(() => expect((screen.getByLabelText('名称') as HTMLInputElement).value).toBe(''))
  })
})

describe('values', () => {
  it('go to the inputs and back unchanged', () => {
    const fields = [{ name: 'sum', kind: 'money' }, { name: 'day', kind: 'date' }, { name: 'at', kind: 'instant' }, { name: 'who', kind: 'remote' }, { name: 'month', kind: 'month' }] as const
    const record = { sum: 7, day: '2020-12-08', at: '2020-12-08T01:30:00Z', who: { id: 'p1', name: '测试乙' }, month: '2020-12' }
    const inputs = toInputs(fields, record)
    expect(toBody(fields, inputs)).toEqual({ sum: 7, day: '2020-12-08', at: '2020-12-08T09:30:00+08:00', who: 'p1', month: '2020-12' })
    expect(toDraft(fields, inputs).who).toEqual({ id: 'p1', name: '测试乙' })
  })
  it('that cannot be read are sent as typed, for the server to refuse', () => {
    expect(toBody([{ name: 'sum', kind: 'money' }], { sum: '1.005' })).toEqual({ sum: '1.005' })
  })
  it('faults inside rows are found by row and field', () => {
    const problem = new Problem({ status: 422, title: '', code: 'x', errors: [{ location: 'rows[2].person', code: 'c', message: 'm' }, { location: 'rows', code: 'c', message: 'n' }] })
    expect(faultsByCell(problem, 'rows')).toEqual({ '2.person': 'm' })
  })
})

describe('pasting from a sheet', () => {
  it('reads tabs, line breaks inside quotes and doubled quotes', () => {
    expect(cellsOf('a\tb\r\n"x\ny"\t"say ""hi"""\n')).toEqual([['a', 'b'], ['x\ny', 'say "hi"']])
    expect(cellsOf('one')).toEqual([['one']])
    expect(cellsOf('')).toEqual([])
  })
  it('reads dates as people type them', () => {
    expect(['2020/12/8', '2020.1.2', '2020年12月8日', '2020-12', '2020年1月', '8/12/2020', 'x'].map(pastedDate)).toEqual(['2020-12-08', '2020-01-02', '2020-12-08', '2020-12', '2020-01', undefined, undefined])
  })
  it('fills cells from where it was pasted, adds rows, recognises words of an enum, drops what falls outside', () => {
    const fields = [{ name: 'title', kind: 'text' }, { name: 'state', kind: 'enum', options: ['open', 'done'] }] as const
    const t = (key: string) => ({ 'works:state.open': '在办', 'works:state.done': '办结' })[key] ?? key
    const before = [{ title: 'a', state: 'open' }]
    expect(pasted(fields, 'works', t, before, [['办结', 'lost'], ['在办']], 0, 1)).toEqual([{ title: 'a', state: 'done' }, { state: 'open' }])
    expect(before).toEqual([{ title: 'a', state: 'open' }])
  })
})
