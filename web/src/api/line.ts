/** State of the line to the server, for the notice at the top of the page. */
export interface LineState {
  /** Attempt being waited for, 0 when the line is good. */
  attempt: number
  of: number
}

const good: LineState = { attempt: 0, of: 0 }
let state = good
const listeners = new Set<() => void>()

/** Tells the page that a request is being repeated, or that the line is good again. */
export function reportLine(attempt: number, of: number): void {
  if (attempt === state.attempt) return
  state = attempt === 0 ? good : { attempt, of }
  for (const listener of listeners) listener()
}

/** For useSyncExternalStore. */
export const lineStore = {
  get: () => state,
  subscribe(listener: () => void) {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  },
}
