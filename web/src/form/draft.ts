/** Drafts are kept in this browser, per account, zone and form, for a week; logging out removes them. */
const week = 7 * 24 * 3600 * 1000

interface Kept {
  at: number
  values: unknown
}

const place = (name: string) => 'jk.draft.' + name

/** Keeps what was typed. A full or forbidden storage only means that no draft is kept. */
export function keepDraft(name: string, values: unknown): void {
  try {
    localStorage.setItem(place(name), JSON.stringify({ at: Date.now(), values } satisfies Kept))
  } catch {
    // Private windows and full disks refuse; the form itself is not harmed.
  }
}

/** The draft and when it was kept, if one is younger than a week. */
export function readDraft<T>(name: string): { at: Date; values: T } | undefined {
  try {
    const kept = JSON.parse(localStorage.getItem(place(name)) ?? 'null') as Kept | null
    if (!kept || Date.now() - kept.at > week) return undefined
    return { at: new Date(kept.at), values: kept.values as T }
  } catch {
    return undefined
  }
}

/** Forgets a draft, after it was sent or thrown away. */
export function dropDraft(name: string): void {
  localStorage.removeItem(place(name))
}
