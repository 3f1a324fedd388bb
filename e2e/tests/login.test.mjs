import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { axe, open, shot, startBrowser, startHouse } from '../lib/house.mjs'

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

for (const lang of ['zh-CN', 'en']) {
  test(`login page in ${lang}: a card per role, clean for axe, nothing loaded from outside`, async () => {
    const { page, context, wrong } = await open(browser, house.base, { lang })
    await page.goto('/')
    await page.getByText(lang === 'en' ? 'Supervision' : '督查').first().waitFor()
    await shot(page, `login-${lang}`)
    assert.deepEqual(await axe(page), [])
    assert.deepEqual(wrong.filter((w) => !w.includes('401')), [])
    await context.close()
  })
}

test('login page on a phone', async () => {
  const { page, context } = await open(browser, house.base, { width: 360, height: 740, phone: true })
  await page.goto('/')
  await page.getByText('督查').first().waitFor()
  await shot(page, 'login-phone')
  const wide = await page.evaluate(() => document.documentElement.scrollWidth)
  assert.ok(wide <= 360, `the page is ${wide} px wide`)
  await context.close()
})
