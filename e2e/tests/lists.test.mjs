import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { axe, loginAs, open, settled, shot, startBrowser, startHouse, unexpected } from '../lib/house.mjs'
import { workbook } from '../lib/xlsx.mjs'

let house
let browser
let address // of the month list, once it is made
before(async () => {
  house = await startHouse('basic')
  browser = await startBrowser()
})
after(async () => {
  await browser?.close()
  await house?.stop()
})

/** cell gives a cell of the sheet by its row, from 1, and its column's place. */
const cell = (page, row, column) => page.locator('table.jk-sheet tbody tr').nth(row - 1).locator('td').nth(column)
const saved = (page) => page.getByText('全部内容已保存').waitFor()

/** pasteInto puts a block on the clipboard of the page the way Excel does, and pastes it. */
async function pasteInto(page, text) {
  await page.evaluate((copied) => {
    const data = new DataTransfer()
    data.setData('text/plain', copied)
    document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
  }, text)
}

test('the office opens a list and fills it like a sheet: typing, pinyin, pasting, undo', async () => {
  const { page, context, wrong } = await open(browser, house.base)
  await loginAs(page, 'party_office')
  await page.goto('/z/leiyang/goals/lists')
  await page.getByRole('button', { name: '新建清单' }).click()
  await settled(page)
  await page.getByLabel('月份', { exact: true }).fill('2019-12')
  await page.keyboard.press('Tab')
  await page.getByRole('button', { name: '新建并开始编制' }).click()
  await page.getByText('清单还没有事项').waitFor()
  address = new URL(page.url()).pathname

  // Typing: a title, Tab, a key point, then the due day as people write it.
  await cell(page, 1, 0).click()
  await page.keyboard.type('测试道路一期')
  await page.keyboard.press('Tab')
  await page.keyboard.type('路基成形 1.2 公里')
  await page.keyboard.press('Tab')
  await page.keyboard.type('1.2')
  await page.keyboard.press('Tab')
  await page.keyboard.type('公里')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await page.keyboard.type('20')
  await page.keyboard.press('Tab')
  // 测试乙 by pinyin, chosen from what fits.
  await page.keyboard.type('csy')
  await page.getByRole('option', { name: '测试乙' }).waitFor()
  await page.keyboard.press('Enter')
  await saved(page)
  await page.getByText('下发前还缺 2 处').waitFor()
  assert.equal(await cell(page, 1, 5).innerText(), '2019-12-20')
  assert.equal(await cell(page, 1, 6).innerText(), '测试乙')
  assert.match(await cell(page, 1, 7).innerText(), /未落实/)

  // A block from Excel, with one name nobody has and one figure nobody can read.
  await cell(page, 2, 0).click()
  await pasteInto(page, '测试厂房二期\t主体封顶\t3,600\t平方米\t2\t2019/12/28\t测试午\t项目建设局\t测试丁\t年度计划\r\n测试招商活动\t签约两家\t很多\t家\t1\t12月30日\t测试乙\t招商合作局\t测试无\t\r\n')
  await page.getByText('在职人员中没有或有重名').first().waitFor()
  assert.equal(await cell(page, 2, 2).innerText(), '3600')
  assert.match(await cell(page, 3, 2).innerText(), /须为数字/)
  assert.equal(await cell(page, 3, 5).innerText(), '2019-12-30')
  await page.getByText('1 行尚未保存').waitFor()
  await shot(page, 'lists-sheet')
  assert.deepEqual(await axe(page), [])

  await cell(page, 3, 2).click()
  await page.keyboard.type('2')
  await page.keyboard.press('Enter')
  await cell(page, 3, 8).click()
  await page.keyboard.type('测试子')
  await page.keyboard.press('Enter')
  await saved(page)

  // The sentence of what is missing leads to its cell.
  await page.getByRole('button', { name: /第 1 项未落实责任单位/ }).click()
  await page.keyboard.type('项目')
  await page.getByRole('option', { name: '项目建设局' }).waitFor()
  await page.keyboard.press('Enter')
  await cell(page, 1, 8).click()
  await page.keyboard.type('测试丁')
  await page.keyboard.press('Enter')
  await saved(page)
  await page.getByText('责任层级已全部落实').waitFor()

  // Undo takes the last cell back, and it is missing again.
  await cell(page, 1, 8).click()
  await page.keyboard.press('Control+z')
  await page.getByText('下发前还缺 1 处').waitFor()
  await cell(page, 1, 8).click()
  await page.keyboard.type('测试丁')
  await page.keyboard.press('Enter')
  await saved(page)
  await page.getByText('责任层级已全部落实').waitFor()
  await page.reload()
  await cell(page, 3, 0).getByText('测试招商活动').waitFor()
  assert.deepEqual(unexpected(wrong), [])
  await context.close()
})

test('the import wizard shows the fault of every row and writes nothing; the corrected file is written at once', async () => {
  const { page, context, wrong } = await open(browser, house.base)
  await loginAs(page, 'party_office')
  await page.goto(address)
  const head = ['事项', '工作要点', '计划数', '计量单位', '权重', '完成时限', '牵头领导', '责任单位', '责任人', '来源']
  const good = ['测试管网改造', '完成两公里', '2', '公里', '1', '2019-12-25', '测试乙', '项目建设局', '测试丁', '年度计划']
  const choose = (rows) => page.locator('input[type=file]').setInputFiles(workbook('list.xlsx', [head, ...rows]))
  await page.getByRole('button', { name: '从 Excel 导入' }).click()
  assert.equal(await page.getByRole('button', { name: '确认写入' }).isDisabled(), true)

  await choose([good, good.with(2, '很多').with(8, '测试无'), good.with(5, '2019-02-30').with(7, '没有这个局')])
  for (const fault of [/第 3 行「计划数/, /第 3 行「责任人/, /第 4 行「完成时限/, /第 4 行「责任单位/]) await page.getByText(fault).waitFor()
  assert.equal(await page.getByRole('button', { name: '确认写入' }).isDisabled(), true, 'faulty rows may be confirmed')
  await shot(page, 'lists-import')
  assert.deepEqual(await axe(page), [])

  await choose([good])
  await page.getByText('尚未写入').waitFor()
  await page.getByRole('button', { name: '确认写入' }).click()
  await cell(page, 4, 0).getByText('测试管网改造').waitFor()
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
  // Taken off again, so that the list goes on as it was typed.
  await cell(page, 4, 0).click()
  await page.keyboard.press('Control+Delete')
  await page.getByRole('dialog').getByRole('button', { name: '删除' }).click()
  await cell(page, 4, 0).getByText('测试管网改造').waitFor({ state: 'detached' })
  assert.deepEqual(unexpected(wrong), [])
  await context.close()
})

test('issued, amended in the open, acknowledged by one it names', async () => {
  const office = await open(browser, house.base)
  await loginAs(office.page, 'party_office')
  const { page } = office
  await page.goto(address)
  await page.getByRole('button', { name: '下发清单' }).click()
  await page.getByText('共 3 项，涉及牵头领导 2 人').waitFor()
  await shot(page, 'lists-issue')
  await page.getByRole('dialog').getByRole('button', { name: '下发清单' }).click()
  await page.getByText('已下发', { exact: true }).waitFor()

  await page.getByRole('row', { name: /测试道路一期/ }).getByRole('button', { name: '变更' }).click()
  await settled(page)
  await page.getByLabel('理由').fill('连日降雨，工期顺延')
  await page.getByLabel('完成时限').fill('2019-12-27')
  await page.keyboard.press('Tab')
  await page.getByRole('button', { name: '确认调整' }).click()
  await page.getByText('2019-12-02 变更').waitFor()
  assert.match(await page.getByRole('row', { name: /测试道路一期/ }).innerText(), /2019-12-27[\s\S]*2019-12-20/)

  await page.getByRole('row', { name: /测试招商活动/ }).getByRole('button', { name: '撤回' }).click()
  await settled(page)
  const confirm = page.getByRole('dialog').getByRole('button', { name: '撤回' })
  assert.equal(await confirm.isDisabled(), true, 'withdrawn without a reason')
  await page.getByRole('textbox', { name: '理由' }).fill('活动推迟到明年')
  await confirm.click()
  await page.getByText('2019-12-02 撤回').waitFor()
  await shot(page, 'lists-issued')
  assert.deepEqual(await axe(page), [])
  await page.getByText(/^调整记录 2/).click()
  await page.getByText('理由：连日降雨，工期顺延').waitFor()
  assert.deepEqual(await axe(page), [])
  await page.getByText('时间轴').click()
  await page.getByText('横条止于完成时限当日').waitFor()
  await shot(page, 'lists-gantt')
  assert.deepEqual(await axe(page), [])
  assert.deepEqual(unexpected(office.wrong), [])
  await office.context.close()

  const phone = await open(browser, house.base, { width: 360, height: 740, phone: true })
  await loginAs(phone.page, 'staff')
  await phone.page.goto(address)
  await phone.page.getByRole('button', { name: '签收清单' }).click()
  await phone.page.getByText('您已签收').waitFor()
  const wide = await phone.page.evaluate(() => document.documentElement.scrollWidth)
  assert.ok(wide <= 360, `the page is ${wide} px wide`)
  await shot(phone.page, 'lists-phone')
  assert.deepEqual(await axe(phone.page), [])
  assert.deepEqual(unexpected(phone.wrong), [])
  await phone.context.close()
})

test('in English, and the next month carries the work over', async () => {
  const { page, context, wrong } = await open(browser, house.base, { lang: 'en' })
  await loginAs(page, 'party_office')
  await page.goto('/z/leiyang/goals/lists')
  await page.getByRole('button', { name: 'New list' }).click()
  await settled(page)
  await page.getByLabel('Month', { exact: true }).fill('2020-01')
  await page.keyboard.press('Tab')
  await page.getByRole('button', { name: 'Open the list' }).click()
  await page.getByRole('button', { name: 'Carry items over' }).click()
  await page.getByRole('button', { name: 'Carry over 2' }).click()
  await page.getByText('Every level of responsibility is settled').waitFor()
  await shot(page, 'lists-en')
  assert.deepEqual(await axe(page), [])
  assert.deepEqual(unexpected(wrong), [])
  await context.close()
})
