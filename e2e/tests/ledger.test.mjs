import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { axe, loginAs, open, shot, startBrowser, startHouse, unexpected } from '../lib/house.mjs'

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

test('an entry is found, its proof recomputed in the browser step by step, and taken away', async () => {
  const { page, context, wrong } = await open(browser, house.base)
  await loginAs(page, 'auditor')
  await page.goto('/z/leiyang/system/ledger?action=scheme.activate')
  await page.getByRole('row', { name: /启用方案/ }).click()
  await page.getByRole('button', { name: '在本机核验' }).click()
  await page.getByText('核验通过：该条目原样在台账中').waitFor()
  for (const step of ['计算叶哈希', '向上第 1 层', '得到的根哈希与证明所给一致', '检查点签名有效', '公钥与本系统公布的一致']) await page.getByText(step).first().waitFor()
  await shot(page, 'ledger-proof')
  assert.deepEqual(await axe(page), [])
  const [proof] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: '带走证明' }).click()])
  assert.match(proof.suggestedFilename(), /^jingkai-\d+-\d+\.json$/)
  // The search that was just made stands in the ledger itself.
  await page.goto('/z/leiyang/system/ledger?action=audit.search')
  await page.getByRole('row', { name: /审计检索/ }).first().waitFor()
  assert.deepEqual(unexpected(wrong), [])
  await context.close()
})

test('a proof that was tampered with on its way is seen through', async () => {
  const { page, context } = await open(browser, house.base)
  await loginAs(page, 'auditor')
  await page.route('**/ledger/entries/*', async (route) => {
    const answer = await route.fetch()
    const told = await answer.json()
    told.proof.body = told.proof.body.replace('测试', '冒名')
    told.entry.actor = told.entry.actor.replace('测试', '冒名')
    await route.fulfill({ response: answer, json: told })
  })
  await page.goto('/z/leiyang/system/ledger?action=scheme.activate')
  await page.getByRole('row', { name: /启用方案/ }).click()
  await page.getByRole('button', { name: '在本机核验' }).click()
  await page.getByText('核验不通过').waitFor()
  await page.getByText('得到的根哈希与证明所给不一致').waitFor()
  await context.close()
})

test('the whole ledger is verified; a checkpoint kept earlier is continued, a forged one is not; the export comes along', async () => {
  const { page, context, wrong } = await open(browser, house.base)
  await loginAs(page, 'auditor')
  await page.goto('/z/leiyang/system/ledger?view=verify')
  const kept = await page.locator('pre[aria-label="最新签名检查点"]').innerText()
  await page.getByRole('button', { name: '开始校验' }).click()
  await page.getByText('台账完整').waitFor()
  const box = page.getByRole('textbox', { name: '留存的检查点' })
  await box.fill(kept)
  await page.getByRole('button', { name: '核对', exact: true }).click()
  await page.getByText('核对通过').waitFor()
  await shot(page, 'ledger-verify')
  assert.deepEqual(await axe(page), [])
  const [size] = kept.match(/^\d+$/m)
  const forged = kept.split('\n').map((line, i) => (i === 2 ? 'AAAA' + line.slice(4) : line)).join('\n')
  await box.fill(forged)
  await page.getByRole('button', { name: '核对', exact: true }).click()
  await page.getByText('核对不通过').waitFor()
  assert.ok(Number(size) > 50)
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: '导出台账' }).click()])
  assert.match(file.suggestedFilename(), /台账-leiyang\.jsonl/)
  assert.deepEqual(unexpected(wrong), [])
  await context.close()
})

test('in English on a phone', async () => {
  const { page, context, wrong } = await open(browser, house.base, { width: 360, height: 740, phone: true, lang: 'en' })
  await loginAs(page, 'auditor')
  await page.goto('/z/leiyang/system/ledger')
  await page.getByRole('button', { name: 'Logged in' }).first().waitFor()
  const wide = await page.evaluate(() => document.documentElement.scrollWidth)
  assert.ok(wide <= 360, `the page is ${wide} px wide`)
  assert.deepEqual(await axe(page), [])
  await page.goto('/z/leiyang/system/ledger?view=checkpoints')
  await page.getByText('signature valid').first().waitFor()
  assert.deepEqual(await axe(page), [])
  assert.deepEqual(unexpected(wrong), [])
  await context.close()
})
