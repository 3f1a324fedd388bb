import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'

const folder = (language: string) => join('src/i18n', language)
const read = (language: string, name: string) => JSON.parse(readFileSync(join(folder(language), name), 'utf8')) as Tree
type Tree = { [key: string]: string | Tree }

function leaves(tree: Tree, under = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) => (typeof value === 'string' ? [[under + key, value] as [string, string]] : leaves(value, under + key + '.')))
}

const blanks = (text: string) => [...text.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map((found) => found[1]).sort()
const names = readdirSync(folder('zh')).filter((name) => name.endsWith('.json')).sort()

describe('the dictionaries', () => {
  it('exist in both languages', () => expect(readdirSync(folder('en')).filter((name) => name.endsWith('.json')).sort()).toEqual(names))

  it.each(names)('%s has the same keys and blanks in both languages, none empty', (name) => {
    const zh = leaves(read('zh', name))
    const en = new Map(leaves(read('en', name)))
    expect([...en.keys()].sort()).toEqual(zh.map(([key]) => key).sort())
    for (const [key, text] of zh) {
      expect(text, key).not.toBe('')
      expect(en.get(key), key).not.toBe('')
      expect(blanks(en.get(key) ?? ''), key).toEqual(blanks(text))
    }
  })

  it.each(names)('%s follows the house’s manner: no exclamation marks, no apologies, full-width punctuation in Chinese', (name) => {
    for (const [key, text] of leaves(read('zh', name))) {
      expect(text, key).not.toMatch(/[!！]|抱歉|对不起|操作失败/)
      expect(text, key).not.toMatch(/\p{Script=Han}[,;:?]|[,;:?]\p{Script=Han}/u)
    }
    for (const [key, text] of leaves(read('en', name))) {
      expect(text, key).not.toMatch(/!|sorry|oops|apologi/i)
      if (key !== 'language.short' && key !== 'language.change') expect(text, key).not.toMatch(/\p{Script=Han}/u)
    }
  })
})

const sources = readdirSync('src', { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.name.endsWith('.d.ts'))
  .map((entry) => join(entry.parentPath, entry.name))
  .filter((path) => !path.startsWith('src/i18n'))

/** Attributes whose text a person reads or hears. */
const spoken = new Set(['title', 'label', 'placeholder', 'alt', 'aria-label', 'okText', 'cancelText', 'description', 'message', 'extra', 'help', 'suffix', 'prefix'])

function literals(path: string): string[] {
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX)
  const found: string[] = []
  const note = (node: ts.Node, text: string) => found.push(`${path}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1} ${text.trim()}`)
  const visit = (node: ts.Node) => {
    if (ts.isJsxText(node) && /\p{L}/u.test(node.text)) note(node, node.text)
    if (ts.isJsxAttribute(node) && spoken.has(node.name.getText()) && node.initializer && ts.isStringLiteral(node.initializer) && /\p{L}/u.test(node.initializer.text)) note(node, node.initializer.text)
    const text = ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node) || ts.isTemplateHead(node) || ts.isTemplateMiddle(node) || ts.isTemplateTail(node) ? node.text : ''
    if (/\p{Script=Han}/u.test(text)) note(node, text)
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

describe('the pages', () => {
  it('hold no text of their own', () => expect(sources.flatMap(literals)).toEqual([]))

  it('use only keys that exist', () => {
    const known = new Set(names.flatMap((name) => leaves(read('zh', name)).map(([key]) => key)))
    const missing: string[] = []
    for (const path of sources) {
      for (const [, key] of readFileSync(path, 'utf8').matchAll(/\bt\(\s*'([\w.:-]+)'/g)) {
        const plain = key!.replace(/^\w+:/, '')
        if (!known.has(plain)) missing.push(`${path} ${key}`)
      }
    }
    expect(missing).toEqual([])
  })

  it('are files of at most 300 lines', () => {
    expect(sources.filter((path) => readFileSync(path, 'utf8').split('\n').length > 301)).toEqual([])
  })
})
