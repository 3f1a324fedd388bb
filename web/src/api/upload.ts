import { lineBroken, Problem } from './problem'
import { apiRoot, cookie, newKey } from './send'
import type { ProblemBody } from './types'

/** A stored attachment as records refer to it. */
export interface FileRef {
  id: string
  name: string
  size: number
  type?: string
}

/** Handle of one upload: `start` may be called again after a failure, under the same idempotency key. */
export interface Upload<T> {
  start: (onProgress: (share: number) => void) => Promise<T>
  stop: () => void
}

/** Sends a file with progress. XMLHttpRequest, because fetch tells nothing about what was already sent. */
export function uploadTo<T>(path: string, file: File, fields: Record<string, string> = {}): Upload<T> {
  const key = newKey()
  let current: XMLHttpRequest | undefined
  const start = (onProgress: (share: number) => void) =>
    new Promise<T>((done, failed) => {
      const xhr = (current = new XMLHttpRequest())
      const form = new FormData()
      for (const [name, value] of Object.entries(fields)) form.append(name, value)
      form.append('file', file, file.name)
      xhr.open('POST', apiRoot + path)
      xhr.setRequestHeader('Accept', 'application/json')
      xhr.setRequestHeader('Accept-Language', document.documentElement.lang || 'zh-CN')
      xhr.setRequestHeader('X-CSRF-Token', cookie('jk_csrf'))
      xhr.setRequestHeader('Idempotency-Key', key)
      xhr.upload.onprogress = (e) => e.lengthComputable && onProgress(e.loaded / e.total)
      xhr.onerror = xhr.ontimeout = () => failed(lineBroken())
      xhr.onload = () => {
        if (xhr.status >= 200 && xhr.status < 300) done(JSON.parse(xhr.responseText || '{}') as T)
        else failed(problemOfText(xhr))
      }
      xhr.send(form)
    })
  return { start, stop: () => current?.abort() }
}

function problemOfText(xhr: XMLHttpRequest): Problem {
  try {
    return new Problem({ ...(JSON.parse(xhr.responseText) as ProblemBody), status: xhr.status })
  } catch {
    return new Problem({ status: xhr.status, code: 'line.unreadable', title: '' })
  }
}
