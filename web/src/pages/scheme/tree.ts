import type { Param } from './types'

/** A parameter, a group of them, or a list, as the document shows it. */
export interface Node {
  /** Path in the scheme, by which messages name it. */
  path: string
  /** Name in the language shown. */
  name: string
  /** Element of a list: its key or place. */
  element?: string
  param?: Param
  children: Node[]
}

/** Names and list keys of a path: "board.blocks[overall].weight" → board, blocks, [overall], weight. */
export function stepsOf(path: string): { text: string; element: boolean }[] {
  return [...path.matchAll(/\[([^\]]*)\]|[^.[\]]+/g)].map((found) => ({ text: found[1] ?? found[0], element: found[1] !== undefined }))
}

/** Puts a section's flat parameters together as they belong, with the name each has at its place. */
export function treeOf(params: readonly Param[], language: string): Node {
  const root: Node = { path: '', name: '', children: [] }
  for (const param of params) {
    const names = (language === 'en' ? param.name_en : param.name_zh).split('·').map((one) => one.trim())
    let at = root
    let path = ''
    let named = 0
    for (const { text, element } of stepsOf(param.path)) {
      path += element ? `[${text}]` : path ? '.' + text : text
      let next = at.children.find((one) => one.path === path)
      if (!next) {
        next = { path, name: element ? '' : (names[named] ?? text), element: element ? text : undefined, children: [] }
        at.children.push(next)
      }
      if (!element) named++
      at = next
    }
    at.param = param
  }
  const section = root.children[0]
  if (!section) return root
  nameElements(section, language)
  return section
}

/** Elements of lists are called what they call themselves, and what names them is not repeated below. */
function nameElements(node: Node, language: string): void {
  for (const child of node.children) nameElements(child, language)
  if (node.element === undefined) return
  const own = (key: string) => node.children.find((one) => one.path === `${node.path}.${key}`)?.param?.value
  const name = (language === 'en' ? own('en') : undefined) ?? own('zh') ?? own('en')
  if (name) {
    node.name = name
    node.children = node.children.filter((one) => !['key', 'zh', 'en'].includes(one.path.slice(node.path.length + 1)))
  }
}

/** Whether there is anything to be read under a node: a value, or that it is not set. */
export const speaks = (node: Node): boolean =>
  (node.element !== undefined && node.name !== '') ||
  (node.param !== undefined && (node.param.unset || (node.param.value !== null && node.children.length === 0))) || node.children.some(speaks)

/** How many parameters under a node are not set. */
export const unsetIn = (node: Node): number => (node.param?.unset ? 1 : 0) + node.children.reduce((sum, child) => sum + unsetIn(child), 0)

/** Names of list elements by their keys, for parameters that refer to one of them. */
export function elementNames(node: Node, out = new Map<string, string>()): Map<string, string> {
  if (node.element !== undefined && node.name && !out.has(node.element)) out.set(node.element, node.name)
  node.children.forEach((child) => elementNames(child, out))
  return out
}
