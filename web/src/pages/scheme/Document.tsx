import { createContext, useContext } from 'react'
import { useTranslation } from 'react-i18next'
import { pick } from '../../api/types'
import { WarningOutlined } from '../../ui/icons'
import { elementNames, speaks, treeOf, unsetIn, type Node } from './tree'
import type { SchemePage } from './types'
import { useSay } from './values'

/** Names of a chapter's list elements, by their keys. */
const Names = createContext<ReadonlyMap<string, string>>(new Map())

/** The zone's rules as a document: a chapter for each section, what is not set standing where it would stand. */
export function Document({ of }: { of: SchemePage }) {
  const { t, i18n } = useTranslation('scheme')
  const chapters = of.sections.filter((section) => section.name !== 'scheme').map((section) => ({ section, tree: treeOf(section.params, i18n.language) })).filter(({ tree }) => speaks(tree))
  const head = of.sections.find((section) => section.name === 'scheme')
  return (
    <div className="jk-scheme">
      <nav className="jk-scheme-nav jk-no-print" aria-label={t('chapters')}>
        <ol className="jk-plain-list">
          {chapters.map(({ section, tree }, i) => {
            const unset = unsetIn(tree)
            return (
              <li key={section.name}>
                <a href={`#chapter-${section.name}`}>{t('chapter', { n: i + 1, title: pick(section, 'title', i18n.language) })}</a>
                {unset > 0 && <span className="jk-unset-count">{t('unsetCount', { count: unset })}</span>}
              </li>
            )
          })}
        </ol>
      </nav>
      <div className="jk-scheme-body">
        {head && <Preamble tree={treeOf(head.params, i18n.language)} />}
        {chapters.map(({ section, tree }, i) => (
          <section key={section.name} id={`chapter-${section.name}`} className="jk-panel" aria-labelledby={`chapter-title-${section.name}`}>
            <h2 id={`chapter-title-${section.name}`}>{t('chapter', { n: i + 1, title: pick(section, 'title', i18n.language) })}</h2>
            <Names value={elementNames(tree)}><Rows nodes={tree.children} level={3} /></Names>
          </section>
        ))}
      </div>
    </div>
  )
}

/** What the scheme rests on: the article or document, the sentence, the note. */
function Preamble({ tree }: { tree: Node }) {
  const { t } = useTranslation('scheme')
  const value = (path: string) => {
    const find = (node: Node): string | null | undefined => (node.path === path ? node.param?.value : node.children.map(find).find(Boolean))
    return find(tree) ?? ''
  }
  const sentence = value('scheme.source.sentence')
  return (
    <section className="jk-panel" aria-label={t('source')}>
      <p style={{ margin: 0 }}>{t('sourceIs', { article: value('scheme.source.article') || '—' })}</p>
      {sentence && <blockquote className="jk-quote">{sentence}</blockquote>}
      {value('scheme.note') && <p className="jk-description" style={{ margin: 0 }}>{value('scheme.note')}</p>}
    </section>
  )
}

/** Parameters one under another: single values as names and values, groups and lists with a heading of their own. */
function Rows({ nodes, level }: { nodes: readonly Node[]; level: number }) {
  const shown = nodes.filter(speaks)
  const out = []
  for (let i = 0; i < shown.length; i++) {
    if (isLeaf(shown[i]!)) {
      const from = i
      while (i + 1 < shown.length && isLeaf(shown[i + 1]!)) i++
      out.push(<dl key={shown[from]!.path} className="jk-facts jk-scheme-facts">{shown.slice(from, i + 1).map((node) => <Leaf key={node.path} node={node} />)}</dl>)
    } else out.push(<Group key={shown[i]!.path} node={shown[i]!} level={level} />)
  }
  return <>{out}</>
}

const isLeaf = (node: Node) => node.children.length === 0

function Leaf({ node }: { node: Node }) {
  const say = useSay()
  const names = useContext(Names)
  const value = node.param?.value
  const refers = node.path.endsWith('.criterion') ? names.get(value ?? '') : undefined
  return (
    <div id={`param-${node.path}`} style={{ display: 'contents' }}>
      <dt title={node.path}>{node.name || node.element}</dt>
      <dd>{node.param?.unset ? <Unset node={node} /> : value === undefined || value === null ? '—' : (refers ?? say(node.path, value))}</dd>
    </div>
  )
}

function Group({ node, level }: { node: Node; level: number }) {
  const { t } = useTranslation('scheme')
  const Heading = `h${Math.min(level, 6)}` as 'h3'
  const list = node.children.some((child) => child.element !== undefined)
  return (
    <section className="jk-scheme-group" id={`param-${node.path}`}>
      <Heading title={node.path}>{node.name || t('item', { n: node.element })}</Heading>
      {list ? <Elements nodes={node.children} level={level + 1} /> : <Rows nodes={node.children} level={level + 1} />}
    </section>
  )
}

/** A list: named elements that hold nothing more stand in one line; others each have their own block. */
function Elements({ nodes, level }: { nodes: readonly Node[]; level: number }) {
  const { t } = useTranslation('scheme')
  const bare = nodes.every((node) => node.children.filter(speaks).length === 0)
  if (bare) return <p className="jk-scheme-bare">{nodes.map((node) => node.name || node.param?.value || node.element).join(t('listComma'))}</p>
  return <ol className="jk-plain-list">{nodes.map((node) => <li key={node.path}>{node.children.length > 0 ? <Group node={plain(node)} level={level} /> : node.name}</li>)}</ol>
}

/** Elements without a name of their own are numbered from 1. */
const plain = (node: Node): Node => (/^\d+$/.test(node.element ?? '') && !node.name ? { ...node, element: String(Number(node.element) + 1) } : node)

/** That a parameter is not set, and what is refused until it is. */
function Unset({ node }: { node: Node }) {
  const { t, i18n } = useTranslation('scheme')
  const needs = pick(node.param ?? {}, 'needs', i18n.language)
  return <span className="jk-unset"><WarningOutlined /> {t('notSet')}{needs && <span className="jk-rule"> {t('needs', { what: needs })}</span>}</span>
}
