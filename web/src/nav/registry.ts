import type { Session } from '../api/types'
import { mayAny } from '../session/session'
import { groups, type Group, type PageEntry } from './entry'

const found = import.meta.glob<{ pages: readonly PageEntry[] }>('../pages/*/pages.ts', { eager: true })

/** Every page of a zone. */
export const pages: readonly PageEntry[] = Object.values(found).flatMap((module) => module.pages)

/** The menu of a session: what it may open, by group, nothing else. */
export function menuOf(session: Session, all: readonly PageEntry[] = pages): { group: Group; pages: PageEntry[] }[] {
  return groups
    .map((group) => ({
      group,
      pages: all
        .filter((page) => page.group === group && !page.hidden && mayAny(session, page.need))
        .sort((a, b) => (a.order ?? 100) - (b.order ?? 100)),
    }))
    .filter((one) => one.pages.length > 0)
}
