import createClient from 'openapi-fetch'
import { Problem, problemOf } from './problem'
import type { paths } from './schema'
import { send } from './send'

/** The typed client: paths, parameters and bodies are those of openapi.json. Combine with {@link answer}. */
export const api = createClient<paths>({ baseUrl: location.origin, fetch: send, credentials: 'same-origin' })

/** The data of a typed call, or its refusal thrown: `await answer(api.GET('/api/v1/…', …))`. */
export async function answer<T>(asked: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  const { data, error, response } = await asked
  if (response.ok) return data as T
  if (error && typeof error === 'object' && 'code' in error) throw new Problem({ title: '', ...error, status: response.status } as never)
  throw await problemOf(response)
}
