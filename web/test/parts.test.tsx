import { fireEvent, render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { describe, expect, it, vi } from 'vitest'
import { byZone } from '../src/door/DemoAccounts'
import { needsCode } from '../src/door/PasswordForm'
import { way } from '../src/door/LoginPage'
import { setLanguage } from '../src/i18n'
import { menuOf } from '../src/nav/registry'
import type { PageEntry } from '../src/nav/entry'
import { Problem } from '../src/api/problem'
import { DateText } from '../src/ui/DateText'
import { clockWords, DueTag, type Clock } from '../src/ui/DueTag'
import { EvidenceUpload } from '../src/ui/EvidenceUpload'
import { Money } from '../src/ui/Money'
import { WhyPanel } from '../src/ui/WhyPanel'
import ImportWizard from '../src/register/ImportWizard'
import { show, somebody } from './page'

describe('figures and days', () => {
  it('always carry their unit, in both languages', async () => {
    const { rerender } = render(<Money fen={1_535_200_000_000} />)
    expect(screen.getByText('153.52 亿元').title).toBe('15,352,000,000.00 元')
    await setLanguage('en')
    rerender(<Money fen={1_535_200_000_000} key="en" />)
    expect(screen.getByText('CNY 15.352 billion')).toBeTruthy()
  })
  it('show nothing recorded as a dash, not as zero', () => {
    render(<><Money fen={null} /><Money fen={0} /></>)
    expect([screen.getByLabelText('未填').textContent, screen.getByText('0.00 元').textContent]).toEqual(['—', '0.00 元'])
  })
  it('are dates of the zone, in tables and in documents', () => {
    render(<><DateText of="2020-12-07T16:30:00Z" /><DateText of="2020-12-08" manner="document" /><DateText of="2020-02" manner="document" /></>)
    for (const text of ['2020-12-08 00:30', '2020年12月8日', '2020年2月']) expect(screen.getByText(text)).toBeTruthy()
  })
})

describe('a clock', () => {
  const t = i18next.t.bind(i18next) as (key: string, values?: Record<string, unknown>) => string
  it.each<[Clock, string]>([
    [{ state: 'running', left: 3, unit: 'workday' }, '余 3 个工作日'],
    [{ state: 'running', left: 0, unit: 'day' }, '今天到期'],
    [{ state: 'overdue', left: -2, unit: 'workday' }, '已超期 2 个工作日'],
    [{ state: 'overdue' }, '已超期'],
    [{ state: 'paused' }, '计时中止'],
    [{ state: 'met' }, '按期办结'],
  ])('%o is said as %s', (clock, words) => expect(clockWords(clock, t)).toBe(words))

  it('opens to its rule and its days', async () => {
    show(<DueTag clock={{ state: 'running', left: 1, unit: 'workday', due: '2020-12-09', rule_zh: '第 32 条：应于 12 月 9 日前一次告知', days: [{ day: '2020-12-08', counted: true, why_zh: '工作日' }, { day: '2020-12-05', counted: false, why_zh: '休息日' }] }} />)
    await userEvent.click(screen.getByRole('button', { name: /余 1 个工作日/ }))
    expect(await screen.findByText('第 32 条：应于 12 月 9 日前一次告知')).toBeTruthy()
    expect(screen.getAllByRole('listitem').map((item) => item.textContent)).toEqual(['2020-12-08 计入 工作日', '2020-12-05 不计入 休息日'])
  })
})

describe('why this number', () => {
  it('goes from the score in words to the fact and its record', async () => {
    show(<WhyPanel scheme="2020-1" open={1} root={{ key: 'a', name_zh: '总分', shown: '91.67', exact: '275/3', words_zh: '加权后 91.67 分。', children: [
      { key: 'b', name_zh: '推进', shown: '40', weight: '40%', facts: [{ id: 'f', value: '1', day: '2020-12-08', name_zh: '示例项目开工', link: 'projects?open=p' }] }] }} />)
    expect(screen.getByText('加权后 91.67 分。')).toBeTruthy()
    expect(screen.getByText('精确值 275/3')).toBeTruthy()
    expect(screen.queryByText('示例项目开工')).toBeNull()
    await userEvent.click(screen.getByRole('button', { name: /推进/ }))
    expect(screen.getByRole('link', { name: '示例项目开工' }).getAttribute('href')).toBe('/z/leiyang/projects?open=p')
  })
})

/** XMLHttpRequest answering from a list. */
function uploads(answers: (string | 'lost')[]) {
  const keys: string[] = []
  vi.stubGlobal('XMLHttpRequest', class {
    upload: { onprogress?: (e: object) => void } = {}
    status = 0
    responseText = ''
    onload = () => {}
    onerror = () => {}
    open() {}
    abort() {}
    setRequestHeader(name: string, value: string) {
      if (name === 'Idempotency-Key') keys.push(value)
    }
    send() {
      const answer = answers.shift()!
      this.upload.onprogress?.({ lengthComputable: true, loaded: 1, total: 2 })
      queueMicrotask(() => {
        if (answer === 'lost') return this.onerror()
        this.status = 200
        this.responseText = answer
        this.onload()
      })
    }
  })
  return keys
}

describe('uploads', () => {
  it('that were lost are sent again under the same key', async () => {
    const keys = uploads(['lost', '{"id":"f1","name":"a.jpg","size":1}'])
    const changed = vi.fn()
    show(<EvidenceUpload onChange={changed} />)
    fireEvent.change(screen.getByLabelText('拍照', { selector: 'input' }), { target: { files: [new File(['x'], 'a.jpg')] } })
    await userEvent.click(await screen.findByRole('button', { name: '重新上传' }))
    await waitFor(() => expect(changed).toHaveBeenCalledWith([{ id: 'f1', name: 'a.jpg', size: 1 }]))
    expect(keys[0]).toBe(keys[1])
  })
  it('photograph with the camera on a phone', () => {
    show(<EvidenceUpload />)
    expect(screen.getByLabelText('拍照', { selector: 'input' }).getAttribute('capture')).toBe('environment')
  })
})

describe('an import', () => {
  const choose = () => fireEvent.change(screen.getByLabelText('选择填好的文件', { selector: 'input' }), { target: { files: [new File(['x'], 'a.xlsx')] } })
  it('with faults cannot be confirmed', async () => {
    uploads(['{"rows":2,"added":0,"dry_run":true,"faults":[{"location":"due_on","code":"c","message":"第 2 行「完成时限」须为日期"}]}'])
    show(<ImportWizard path="x/actions/import" template="x-template" title="t" onClose={() => {}} />)
    choose()
    expect(await screen.findByText('第 2 行「完成时限」须为日期')).toBeTruthy()
    expect((screen.getByRole('button', { name: '确认写入' }) as HTMLButtonElement).disabled).toBe(true)
  })
  it('without faults is written at once, and after a broken line under the same key', async () => {
    const keys = uploads(['{"rows":2,"added":0,"dry_run":true}', 'lost', '{"rows":2,"added":2,"dry_run":false}'])
    const closed = vi.fn()
    show(<ImportWizard path="x/actions/import" template="x-template" title="t" onClose={closed} />)
    choose()
    await screen.findByText('共 2 行')
    await userEvent.click(screen.getByRole('button', { name: '确认写入' }))
    await screen.findByText(/尚不知道是否已受理/)
    await userEvent.click(screen.getByRole('button', { name: '确认写入' }))
    await waitFor(() => expect(closed).toHaveBeenCalled())
    expect(keys[1]).toBe(keys[2])
    expect(keys[0]).not.toBe(keys[1])
  })
})

describe('the way in', () => {
  it('leads back only into a zone of this session', () => {
    expect(way(somebody, '/z/leiyang/works?q=1')).toBe('/z/leiyang/works?q=1')
    expect(way(somebody, '/z/pukou/works')).toBe('/z/leiyang/workbench')
    expect(way(somebody, 'https://elsewhere.example/z/leiyang/')).toBe('/z/leiyang/workbench')
    expect(way(somebody, null)).toBe('/z/leiyang/workbench')
  })
  it('knows when the second factor is asked for', () => {
    const asked = (code: string, errors = [{ location: 'code', code: 'c', message: 'm' }]) => needsCode(new Problem({ status: 401, title: '', code, errors }))
    expect([asked('account.login.code_needed', []), asked('x'), asked('account.login.wrong', [])]).toEqual([true, true, false])
  })
  it('groups demo accounts by zone in the server’s order', () => {
    const one = (zone: string, login: string) => ({ zone, login, role: '', title_zh: '', title_en: '', today_zh: '', today_en: '' })
    expect(byZone([one('b', '1'), one('a', '2'), one('b', '3')]).map((group) => [group.zone, group.accounts.map((a) => a.login)])).toEqual([['b', ['1', '3']], ['a', ['2']]])
  })
})

describe('the menu', () => {
  const page = (path: string, need: string[], more: Partial<PageEntry> = {}): PageEntry => ({ path, title: path, group: 'goals', need, load: async () => ({ default: () => null }), ...more })
  it('holds what the session may open, in order, and nothing else', () => {
    const all = [page('b', ['works.edit'], { order: 2 }), page('a', [], { order: 1 }), page('c', ['pay.run']), page('d', [], { hidden: true }), page('e', [], { group: 'me' })]
    expect(menuOf(somebody, all).map((one) => [one.group, one.pages.map((p) => p.path)])).toEqual([['me', ['e']], ['goals', ['a', 'b']]])
  })
})
