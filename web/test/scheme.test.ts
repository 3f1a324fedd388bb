import { describe, expect, it } from 'vitest'
import { elementNames, speaks, stepsOf, treeOf, unsetIn } from '../src/pages/scheme/tree'
import type { Param } from '../src/pages/scheme/types'
import { shareOf } from '../src/pages/targets/share'

const param = (path: string, name_zh: string, value: string | null, unset = false): Param => ({ path, name_zh, name_en: name_zh, value, unset })
const board = [
  param('board.enabled', '红黄榜·实行红黄榜', 'true'),
  param('board.criteria', '红黄榜·评价标准', '[fast]'),
  param('board.criteria[fast].key', '红黄榜·评价标准·代号', 'fast'),
  param('board.criteria[fast].zh', '红黄榜·评价标准·中文名称', '推进快'),
  param('board.criteria[fast].en', '红黄榜·评价标准·英文名称', 'Fast progress'),
  param('board.blocks', '红黄榜·指标板块', '[overall]'),
  param('board.blocks[overall].key', '红黄榜·指标板块·代号', 'overall'),
  param('board.blocks[overall].zh', '红黄榜·指标板块·中文名称', '总体标准'),
  param('board.blocks[overall].weight', '红黄榜·指标板块·权重', null, true),
  param('board.blocks[overall].cap', '红黄榜·指标板块·封顶', null),
]

describe('a scheme as a document', () => {
  it('takes paths apart', () => expect(stepsOf('a.b[c d].e[0]')).toEqual([{ text: 'a', element: false }, { text: 'b', element: false }, { text: 'c d', element: true }, { text: 'e', element: false }, { text: '0', element: true }]))

  it('puts parameters where they belong and calls list elements by their names', () => {
    const tree = treeOf(board, 'zh-CN')
    expect(tree.children.map((node) => node.name)).toEqual(['实行红黄榜', '评价标准', '指标板块'])
    const block = tree.children[2]!.children[0]!
    expect(block).toMatchObject({ name: '总体标准', element: 'overall' })
    expect(block.children.map((node) => node.name)).toEqual(['权重', '封顶'])
    expect(treeOf(board, 'en').children[1]!.children[0]!.name).toBe('Fast progress')
    expect(elementNames(tree).get('fast')).toBe('推进快')
  })

  it('is silent about what may be left out, and not about what is not set', () => {
    const tree = treeOf(board, 'zh-CN')
    const block = tree.children[2]!.children[0]!
    expect(block.children.map(speaks)).toEqual([true, false])
    expect(speaks(tree.children[1]!)).toBe(true)
    expect(unsetIn(tree)).toBe(1)
  })
})

describe('the bar of a target', () => {
  it.each([['10.25', '12.5', 82], ['0', '12.5', 0], ['12.5', '12.5', 100], ['1', '3', 33.33], ['14', '12.5', 100], ['-1', '3', 0], ['1', '0', 0]])('%s of %s is %d hundredths wide', (part, whole, wide) => expect(shareOf(part, whole)).toBe(wide))
})
