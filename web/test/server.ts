import { vi } from 'vitest'

/** What the server was asked. */
export interface Asked {
  method: string
  path: string
  query: URLSearchParams
  headers: Headers
  body: unknown
}

type Answer = { status?: number; body?: unknown } | 'lost'

/** Stands where the network is: answers each request by the function and keeps what was asked. */
export function serve(answer: (asked: Asked) => Answer | undefined): Asked[] {
  const log: Asked[] = []
  vi.stubGlobal('fetch', async (request: Request) => {
    const url = new URL(request.url)
    const text = request.method === 'GET' ? '' : await request.text()
    const asked = { method: request.method, path: url.pathname, query: url.searchParams, headers: request.headers, body: text ? (JSON.parse(text) as unknown) : undefined }
    log.push(asked)
    const found = answer(asked)
    if (found === 'lost') throw new TypeError('network')
    const { status = 200, body = {} } = found ?? { status: 404, body: { title: 't', status: 404, code: 'api.not_found', detail: 'd' } }
    return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': status < 400 ? 'application/json' : 'application/problem+json' } })
  })
  return log
}

/** A refusal as the API writes it. */
export const refusal = (status: number, code: string, detail: string, more: object = {}) => ({ status, body: { title: 't', status, code, detail, ...more } })
