import { lineBroken, problemOf, Problem } from './problem'
import { reportLine } from './line'

/** Waits before each repetition, in ms. A phone in a workshop loses its line for seconds, not minutes. */
export const waits = [500, 1500, 4000]
const mayRepeat = new Set(['GET', 'HEAD', 'POST'])

let language = 'zh-CN'
let onLoggedOut: () => void = () => {}

/** Language refusals and names are asked for in. */
export function setApiLanguage(to: string): void {
  language = to
}

/** Called when the server no longer knows the session. */
export function whenLoggedOut(then: () => void): void {
  onLoggedOut = then
}

/** A cookie the page may read; the session cookie itself it may not. */
export function cookie(name: string): string {
  const found = document.cookie.split('; ').find((pair) => pair.startsWith(name + '='))
  return found ? decodeURIComponent(found.slice(name.length + 1)) : ''
}

const hexByte = (n: number) => n.toString(16).padStart(2, '0')

/** A new key under which the server does a command once, however often it arrives. */
export function newKey(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID()
  // Plain-HTTP pages have no randomUUID; the intranet of a zone may be one.
  const b = crypto.getRandomValues(new Uint8Array(16))
  b[6] = (b[6]! & 0x0f) | 0x40
  b[8] = (b[8]! & 0x3f) | 0x80
  return Array.from(b, hexByte).join('').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

const sleep = (ms: number) => new Promise((done) => setTimeout(done, ms))

function dress(request: Request): void {
  const h = request.headers
  if (!h.has('Accept-Language')) h.set('Accept-Language', language)
  if (request.method === 'GET' || request.method === 'HEAD') return
  h.set('X-CSRF-Token', cookie('jk_csrf'))
  if (request.method === 'POST' && !h.has('Idempotency-Key')) h.set('Idempotency-Key', newKey())
}

/** The first delivery of this command is being carried out: asking again under its key gets its answer. */
async function stillRunning(response: Response): Promise<boolean> {
  if (response.status !== 409) return false
  const body = (await response.clone().json().catch(() => ({}))) as { code?: string }
  return body.code === 'api.idempotency_in_flight'
}

/**
 * Sends a request with language, CSRF token and idempotency key. A GET, or a
 * POST under the same key, is repeated when the line breaks or a proxy answers
 * for a server that does not (502, 503, 504). Other writes are not repeated:
 * the second try of an accepted If-Match would be told that it is stale.
 */
export async function send(request: Request): Promise<Response> {
  dress(request)
  const repeats = mayRepeat.has(request.method) ? waits.length : 0
  for (let attempt = 0; ; attempt++) {
    let response: Response | undefined
    try {
      response = await fetch(request.clone())
    } catch (thrown) {
      if (request.signal.aborted) throw thrown
    }
    const lost = !response || [502, 503, 504].includes(response.status) || (await stillRunning(response))
    if (!lost || attempt >= repeats) {
      reportLine(0, 0)
      if (!response) throw lineBroken()
      if (response.status === 401 && !request.url.endsWith('/session')) onLoggedOut()
      return response
    }
    reportLine(attempt + 1, repeats)
    await sleep(waits[attempt]!)
  }
}

/** What {@link call} may be told beside method and path. */
export interface CallOptions {
  query?: Query
  body?: unknown
  /** Key of a command whose first answer was lost. */
  key?: string
  /** Version the person saw; a changed record refuses. */
  version?: number
  signal?: AbortSignal
}

/** Values of a query string; empty ones are left out. */
export type Query = Record<string, string | number | boolean | readonly string[] | null | undefined>

/** Query string with keys in order, so that equal questions have equal addresses. */
export function queryString(query: Query = {}): string {
  const out = new URLSearchParams()
  for (const name of Object.keys(query).sort()) {
    const value = query[name]
    if (value === undefined || value === null || value === '') continue
    if (Array.isArray(value)) value.forEach((one: string) => out.append(name, one))
    else out.append(name, String(value))
  }
  const text = out.toString()
  return text && '?' + text
}

/** Root of the API. */
export const apiRoot = '/api/v1'

/** Asks the API by path, for machinery that gets its paths from descriptors; pages with fixed paths use `api`. */
export async function call<T>(method: string, path: string, options: CallOptions = {}): Promise<T> {
  const headers = new Headers({ Accept: 'application/json' })
  if (options.key) headers.set('Idempotency-Key', options.key)
  if (options.version !== undefined) headers.set('If-Match', `"${options.version}"`)
  const raw = options.body instanceof FormData
  if (options.body !== undefined && !raw) headers.set('Content-Type', 'application/json')
  const request = new Request(new URL(apiRoot + path + queryString(options.query), location.origin), {
    method,
    headers,
    credentials: 'same-origin',
    signal: options.signal,
    body: options.body === undefined ? undefined : raw ? (options.body as FormData) : JSON.stringify(options.body),
  })
  const response = await send(request)
  if (!response.ok) throw await problemOf(response)
  if (response.status === 204) return undefined as T
  try {
    return (await response.json()) as T
  } catch {
    throw new Problem({ status: response.status, code: 'line.unreadable', title: '' })
  }
}
