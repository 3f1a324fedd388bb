import type { FieldFault, ProblemBody } from './types'

/** A refusal of the server, or the line between us and it; everything thrown by the client is one of these. */
export class Problem extends Error {
  readonly status: number
  readonly code: string
  readonly title: string
  readonly detail: string
  readonly rule: string
  readonly errors: FieldFault[]

  constructor(body: ProblemBody) {
    super(`${body.code}: ${body.detail || body.title}`)
    this.name = 'Problem'
    this.status = body.status
    this.code = body.code
    this.title = body.title
    this.detail = body.detail ?? ''
    this.rule = body.rule ?? ''
    this.errors = body.errors ?? []
  }

  /** No answer came: whether the command was accepted is unknown, so the same key must be used again. */
  get unanswered(): boolean {
    return this.code === 'line.broken'
  }

  /** The record was changed by somebody else since it was read. */
  get stale(): boolean {
    return this.status === 412 || this.code === 'stale' || this.code.endsWith('.stale')
  }
}

/** The server could not be reached. Its sentence comes from the dictionary, not from here. */
export const lineBroken = () => new Problem({ status: 0, code: 'line.broken', title: '' })

/** Reads a problem out of an answer that is not a success; anything unreadable keeps its status only. */
export async function problemOf(response: Response): Promise<Problem> {
  try {
    const body = (await response.json()) as Partial<ProblemBody>
    if (typeof body.code === 'string') {
      return new Problem({ ...body, code: body.code, title: body.title ?? '', status: response.status })
    }
  } catch {
    // A proxy between us and the server may answer in HTML; the status is all we know then.
  }
  return new Problem({ status: response.status, code: 'line.unreadable', title: '' })
}

/** Turns whatever was thrown into a problem, so that one component can show it. */
export function asProblem(thrown: unknown): Problem {
  if (thrown instanceof Problem) return thrown
  return new Problem({ status: 0, code: 'page.fault', title: '' })
}

/** Field path as a form knows it: "body.items[2].person" → ["items", 2, "person"]. */
export function namePath(location: string): (string | number)[] {
  return location
    .replace(/^(body|query|path)(\.|$)/, '')
    .split(/[.[\]]+/)
    .filter((part) => part !== '')
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part))
}
