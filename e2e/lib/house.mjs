// Starts the real program with its demonstration on a free port, and a real
// Chromium; watches for console errors and for requests to other sites.
import { spawn } from 'node:child_process'
import { mkdtempSync, mkdirSync, rmSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
export const out = join(root, 'e2e', 'out')
mkdirSync(out, { recursive: true })

const axeSource = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8')

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}

/** startHouse runs `jingkai demo` on an empty folder and waits for its first answer. */
export async function startHouse(world = 'demo') {
  const port = await freePort()
  const data = mkdtempSync(join(tmpdir(), 'jingkai-e2e-'))
  const base = `http://127.0.0.1:${port}`
  const child = spawn(join(root, 'bin', 'jingkai'), ['demo', '--addr', `127.0.0.1:${port}`, '--data', data, '--world', world], { stdio: ['ignore', 'ignore', 'pipe'] })
  let log = ''
  child.stderr.on('data', (chunk) => (log += chunk))
  for (let i = 0; i < 200; i++) {
    if (child.exitCode !== null) throw new Error(`the program ended: ${log}`)
    try {
      if ((await fetch(`${base}/readyz`)).ok) return { base, log: () => log, stop: () => stop(child, data) }
    } catch {
      // not listening yet
    }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  await stop(child, data)
  throw new Error(`no answer within 20 s: ${log}`)
}

function stop(child, data) {
  return new Promise((resolve) => {
    child.on('exit', () => {
      rmSync(data, { recursive: true, force: true })
      resolve()
    })
    child.kill('SIGTERM')
  })
}

export function startBrowser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  })
}

/** open gives a page that remembers what went wrong in it. */
export async function open(browser, base, { width = 1440, height = 900, lang = 'zh-CN', phone = false } = {}) {
  const context = await browser.newContext({ baseURL: base, viewport: { width, height }, locale: lang, reducedMotion: 'reduce', hasTouch: phone, isMobile: phone, acceptDownloads: true })
  const page = await context.newPage()
  const wrong = []
  page.on('console', (m) => m.type() === 'error' && wrong.push(`console: ${m.text()}`))
  page.on('pageerror', (e) => wrong.push(`page: ${e.message}`))
  page.on('request', (r) => {
    const url = new URL(r.url())
    if (url.protocol.startsWith('http') && url.origin !== base) wrong.push(`outside request: ${r.url()}`)
  })
  return { page, context, wrong }
}

/** loginAs takes a role's place the way the login page does. */
export async function loginAs(page, role, zone = 'leiyang') {
  const res = await page.request.post('/api/v1/demo/session', { data: { zone, role } })
  if (!res.ok()) throw new Error(`login as ${role}: ${res.status()} ${await res.text()}`)
  // The page cannot see the session's cookie; this tells it that there is one.
  await page.addInitScript(() => localStorage.setItem('jk.in', '1'))
}

/** unexpected leaves out what a walk provokes on purpose: Chromium logs every refused request. */
export const unexpected = (wrong) => wrong.filter((w) => !/status of 4\d\d/.test(w))

/** settled waits until drawers and windows have stopped moving: what opens from them is placed where they stand. */
export async function settled(page) {
  await page.getByRole('dialog').last().waitFor()
  await page.waitForFunction(() => document.getAnimations().every((one) => one.playState !== 'running'))
}

export async function shot(page, name) {
  await page.screenshot({ path: join(out, `${name}.png`), fullPage: false })
}

/** axe runs the accessibility rules and gives the violations in words. */
export async function axe(page) {
  await page.evaluate(axeSource)
  const result = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }))
  return result.violations.map((v) => `${v.id}: ${v.help} — ${v.nodes.slice(0, 3).map((n) => n.target.join(' ')).join(', ')}`)
}
