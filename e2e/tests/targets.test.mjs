import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { axe, loginAs, open, settled, shot, startBrowser, startHouse, unexpected } from '../lib/house.mjs'

let house
let browser
before(async () => {
  house = await startHouse('basic')
  browser = await startBrowser()
})
after(async () => {
  await browser?.close()
  await house?.stop()
})

const card = (page, indicator) => page.getByRole('article', { name: indicator })

/** choose takes what fits what is typed into a chooser of people or units. */
async function choose(page, label, text) {
  await page.getByLabel(label, { exact: true }).fill(text)
  await page.locator('.ant-select-item-option', { hasText: text }).first().click()
}

test('a target is set, broken down to the last digit, kept back in part, issued, signed and adjusted', async () => {
  const office = await open(browser, house.base)
  const { page } = office
  await loginAs(page, 'party_office')
  await page.goto('/z/leiyang/goals/targets?year=2019')
  await page.getByText('2019 年度还没有目标').waitFor()
  await page.getByRole('button', { name: '设定目标' }).click()
  await settled(page)
  await page.getByLabel('类别').click()
  await page.locator('.ant-select-item-option', { hasText: '招商引资' }).click()
  await page.getByLabel('指标').fill('实际到位内资')
  await page.getByLabel('计量单位').fill('亿元')
  await page.getByLabel('目标值').fill('12.5')
  await page.getByRole('button', { name: '保存' }).click()
  await card(page, '实际到位内资').getByText('12.5 亿元').first().waitFor()

  // More than the target cannot be broken down; the refusal says what is left.
  await card(page, '实际到位内资').getByRole('button', { name: '分解到单位' }).click()
  await settled(page)
  await choose(page, '责任单位', '招商合作局')
  await choose(page, '责任人', '测试丑')
  await page.getByLabel('目标值').fill('13')
  await page.getByRole('button', { name: '保存' }).click()
  await page.getByText('尚可分解 12.5').first().waitFor()
  await page.getByLabel('目标值').fill('10.25')
  await page.getByRole('button', { name: '保存' }).click()
  await card(page, '实际到位内资').getByText('10.25 亿元').first().waitFor()

  await card(page, '实际到位内资').getByRole('button', { name: '设定预留' }).click()
  await page.getByRole('textbox', { name: '预留' }).fill('2.25')
  await page.getByRole('button', { name: '保存' }).click()
  const left = card(page, '实际到位内资').locator('.jk-target-figures > div', { hasText: '未分解' })
  await left.getByText('0 亿元', { exact: true }).waitFor()
  await shot(page, 'targets')
  assert.deepEqual(await axe(page), [])
  assert.deepEqual(unexpected(office.wrong), [])
  await office.context.close()

  const head = await open(browser, house.base, { lang: 'en' })
  await loginAs(head.page, 'principal_leader')
  await head.page.goto('/z/leiyang/goals/targets?year=2019')
  await head.page.getByRole('button', { name: 'Issue', exact: true }).click()
  await head.page.getByRole('dialog').getByRole('button', { name: 'Issue', exact: true }).click()
  await head.page.getByText('Issued', { exact: true }).first().waitFor()
  assert.deepEqual(await axe(head.page), [])
  assert.deepEqual(unexpected(head.wrong), [])
  await head.context.close()

  const unit = await open(browser, house.base, { width: 360, height: 740, phone: true })
  await loginAs(unit.page, 'dept_head2')
  await unit.page.goto('/z/leiyang/goals/targets?year=2019')
  await unit.page.getByRole('button', { name: '签收责任书' }).click()
  await unit.page.getByText('由你单位承担“实际到位内资”10.25亿元').waitFor()
  await unit.page.getByRole('dialog').getByRole('button', { name: '签收责任书' }).click()
  await unit.page.getByText('测试丑 2019-12-02').waitFor()
  const wide = await unit.page.evaluate(() => document.documentElement.scrollWidth)
  assert.ok(wide <= 360, `the page is ${wide} px wide`)
  await shot(unit.page, 'targets-phone')
  assert.deepEqual(await axe(unit.page), [])
  assert.deepEqual(unexpected(unit.wrong), [])
  await unit.context.close()

  const again = await open(browser, house.base)
  await loginAs(again.page, 'principal_leader')
  await again.page.goto('/z/leiyang/goals/targets?year=2019')
  await card(again.page, '实际到位内资').getByRole('button', { name: '调整' }).first().click()
  await again.page.getByLabel('理由').fill('上级追加任务')
  await again.page.getByLabel('调整后的目标值').fill('14')
  await again.page.getByRole('button', { name: '保存' }).click()
  await card(again.page, '实际到位内资').getByText('14 亿元').waitFor()
  await again.page.getByText('年中调整').click()
  await again.page.getByText('由 12.5 亿元调整为 14 亿元').waitFor()
  assert.deepEqual(unexpected(again.wrong), [])
  await again.context.close()
})
