import { useTranslation } from 'react-i18next'
import type { components } from '../../api/schema'

type UnitNode = components['schemas']['UnitNode']
type PostNode = components['schemas']['PostNode']

const noId = '00000000-0000-0000-0000-000000000000'

/** The nodes whose parent is not among them stand at the top. */
function tops<Node extends { id: string }>(nodes: readonly Node[], parent: (node: Node) => string | undefined): Node[] {
  const known = new Set(nodes.map((node) => node.id))
  return nodes.filter((node) => {
    const above = parent(node)
    return !above || above === noId || !known.has(above)
  })
}

/** The departments as boxes under one another. */
export function UnitTree({ units }: { units: readonly UnitNode[] }) {
  return (
    <div className="jk-tree-box" tabIndex={0} role="group" aria-labelledby="units-chart">
      <ul className="jk-tree">
        {tops(units, (unit) => unit.parent).map((unit) => <UnitBox key={unit.id} unit={unit} all={units} />)}
      </ul>
    </div>
  )
}

function UnitBox({ unit, all }: { unit: UnitNode; all: readonly UnitNode[] }) {
  const { t } = useTranslation('org')
  const below = all.filter((one) => one.parent === unit.id)
  return (
    <li className="jk-keep">
      <div className={`jk-tree-node jk-unit-${unit.kind}`}>
        <strong>{unit.name}</strong>
        <span className="jk-rule">{[t(`kind.${unit.kind}`), unit.category && t(`category.${unit.category}`), unit.posts > 0 && t('postsIn', { count: unit.posts })].filter(Boolean).join(' · ')}</span>
      </div>
      {below.length > 0 && <ul>{below.map((one) => <UnitBox key={one.id} unit={one} all={all} />)}</ul>}
    </li>
  )
}

/** The posts by whom they report to: level, how many report directly, how many stand below in all. */
export function PostTree({ posts, units }: { posts: readonly PostNode[]; units: readonly UnitNode[] }) {
  const names = new Map(units.map((unit) => [unit.id, unit.name]))
  return (
    <div className="jk-tree-box" tabIndex={0} role="group" aria-labelledby="posts-chart">
      <ul className="jk-tree">
        {tops(posts, (post) => post.reports_to).map((post) => <PostBox key={post.id} post={post} all={posts} names={names} />)}
      </ul>
    </div>
  )
}

function PostBox({ post, all, names }: { post: PostNode; all: readonly PostNode[]; names: ReadonlyMap<string, string> }) {
  const { t } = useTranslation('org')
  const below = all.filter((one) => one.reports_to === post.id)
  return (
    <li className="jk-keep">
      <div className="jk-tree-node">
        <strong>{post.title}</strong>
        <span className="jk-rule">{names.get(post.unit)}</span>
        <span className="jk-rule">{t('span', { level: post.level, span: post.span, all: post.all })}</span>
      </div>
      {below.length > 0 && <ul>{below.map((one) => <PostBox key={one.id} post={one} all={all} names={names} />)}</ul>}
    </li>
  )
}
