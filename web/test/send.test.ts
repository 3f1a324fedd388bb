import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { namePath, Problem } from '../src/api/problem'
import { call, newKey, queryString, whenLoggedOut } from '../src/api/send'
import { refusal, serve } from './server'

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout'] }))
afterEach(() => vi.useRealTimers())

async function settled<T>(asking: Promise<T>): Promise<T> {
  const done = asking.then((value) => ({ value }), (error: unknown) => ({ error }))
  for (let i = 0; i < 40; i++) {
    await vi.advanceTimersByTimeAsync(500)
  }
  const result = await done
  if ('error' in result) throw result.error
  return result.value
}

describe('a command on a bad line', () => {
  it('is repeated under the same key until it is answered', async () => {
    let tries = 0
    const log = serve(() => (++tries < 3 ? 'lost' : { body: { id: '1' } }))
    await expect(settled(call('POST', '/zones/leiyang/visits', { body: { note: 'x' } }))).resolves.toEqual({ id: '1' })
    expect(log).toHaveLength(3)
    expect(new Set(log.map((asked) => asked.headers.get('Idempotency-Key'))).size).toBe(1)
    expect(log.map((asked) => asked.body)).toEqual(Array(3).fill({ note: 'x' }))
  })
  it('is repeated while the first delivery is being carried out', async () => {
    let tries = 0
    serve(() => (++tries < 2 ? refusal(409, 'api.idempotency_in_flight', 'd') : { body: { ok: true } }))
    await expect(settled(call('POST', '/x'))).resolves.toEqual({ ok: true })
  })
  it('says that nothing is known when no answer comes at all', async () => {
    const log = serve(() => 'lost')
    const failed = await settled(call('POST', '/x')).catch((e: unknown) => e as Problem)
    expect(failed).toMatchObject({ code: 'line.broken', unanswered: true })
    expect(log).toHaveLength(4)
  })
  it('is not repeated when it changes a version: the second try would be told it is stale', async () => {
    const log = serve(() => 'lost')
    await settled(call('PUT', '/x', { version: 3, body: {} })).catch(() => {})
    expect(log).toHaveLength(1)
    expect(log[0]!.headers.get('If-Match')).toBe('"3"')
    expect(log[0]!.headers.has('Idempotency-Key')).toBe(false)
  })
  it('is not repeated after a refusal', async () => {
    const log = serve(() => refusal(422, 'goals.issue', '缺责任人', { rule: 'LY-35', errors: [{ location: 'items[2].person', code: 'c', message: 'm' }] }))
    const failed = await settled(call('POST', '/x')).catch((e: unknown) => e as Problem)
    expect(failed).toMatchObject({ status: 422, detail: '缺责任人', rule: 'LY-35' })
    expect(log).toHaveLength(1)
  })
})

describe('every request', () => {
  it('carries the language, and writes carry the CSRF token', async () => {
    document.cookie = 'jk_csrf=t%2Fk; path=/'
    const log = serve(() => ({}))
    await settled(call('GET', '/a'))
    await settled(call('POST', '/b'))
    expect(log.map((asked) => asked.headers.get('Accept-Language'))).toEqual(['zh-CN', 'zh-CN'])
    expect(log.map((asked) => asked.headers.get('X-CSRF-Token'))).toEqual([null, 't/k'])
  })
  it('tells the frame when the session is gone, but not when the session itself is asked for', async () => {
    const told = vi.fn()
    whenLoggedOut(told)
    serve(() => refusal(401, 'api.login_needed', 'd'))
    await settled(call('GET', '/session')).catch(() => {})
    expect(told).not.toHaveBeenCalled()
    await settled(call('GET', '/zones/leiyang/x')).catch(() => {})
    expect(told).toHaveBeenCalledOnce()
  })
  it('survives an answer that is not a problem document', async () => {
    vi.stubGlobal('fetch', async () => new Response('<html>', { status: 500 }))
    await expect(settled(call('GET', '/a'))).rejects.toMatchObject({ code: 'line.unreadable', status: 500 })
  })
})

describe('small parts', () => {
  it('orders a query and leaves empty values out', () => expect(queryString({ b: 1, a: ['x', 'y'], c: '', d: undefined })).toBe('?a=x&a=y&b=1'))
  it('makes keys the server accepts: 8 to 64 letters, digits, hyphens', () => expect(newKey()).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/))
  it('reads field paths', () => {
    expect(namePath('body.items[2].person')).toEqual(['items', 2, 'person'])
    expect(namePath('title')).toEqual(['title'])
    expect(namePath('')).toEqual([])
  })
})
