import type { ComponentType } from 'react'

/** Groups of the side menu, in their order. Titles are under `groups.` in the nav dictionary. */
export const groups = [
  'me', 'goals', 'board', 'attendance', 'appraisal', 'people', 'selection', 'pay', 'org', 'invest', 'project',
  'approval', 'enterprise', 'economy', 'rules', 'city', 'system',
] as const
export type Group = (typeof groups)[number]

/** One page of a zone. A folder under pages/ exports its entries as `pages` from pages.ts; that is all a page needs. */
export interface PageEntry {
  /** Address under /z/{zone}/, may hold parameters: "board/months/:id". */
  path: string
  /** Key in the nav dictionary, under `pages.`. */
  title: string
  group: Group
  /** Any of these session actions opens the page; none: everybody who is logged in. */
  need: readonly string[]
  /** Dictionaries the page uses beside the eager ones. */
  words?: readonly string[]
  /** Not in the menu: pages reached from others. */
  hidden?: boolean
  /** Place inside the group; files' order otherwise. */
  order?: number
  /** Fills the screen without menu and header (大屏). */
  bare?: boolean
  load: () => Promise<{ default: ComponentType }>
}
