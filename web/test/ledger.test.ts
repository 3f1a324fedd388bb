import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { base64Of, sha256, sm3 } from '../src/pages/ledger/hash'
import { checkConsistency, checkInclusion } from '../src/pages/ledger/merkle'
import { checkSignature, readNote } from '../src/pages/ledger/note'

const utf8 = (text: string) => new TextEncoder().encode(text)
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

describe('the hashes', () => {
  it('are those of the standards', () => {
    expect(hex(sha256(utf8('abc')))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
    // GB/T 32905 appendix A.
    expect(hex(sm3(utf8('abc')))).toBe('66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0')
    expect(hex(sm3(utf8('abcd'.repeat(16))))).toBe('debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732')
  })

  it.each([0, 1, 55, 56, 63, 64, 65, 119, 1000])('agree with the machine’s own for %i bytes', (length) => {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 7) % 251)
    expect(hex(sha256(bytes))).toBe(createHash('sha256').update(bytes).digest('hex'))
  })
})

// The tree of RFC 6962 written the slow way, to make proofs from.
const h = (...parts: Uint8Array[]) => sha256(Buffer.concat(parts))
const leaf = (body: string) => h(Uint8Array.of(0), utf8(body))
const split = (n: number) => 2 ** Math.floor(Math.log2(n - 1))
const root = (leaves: Uint8Array[]): Uint8Array => {
  if (leaves.length === 1) return leaves[0]!
  const k = split(leaves.length)
  return h(Uint8Array.of(1), root(leaves.slice(0, k)), root(leaves.slice(k)))
}
const path = (i: number, leaves: Uint8Array[]): Uint8Array[] => {
  if (leaves.length === 1) return []
  const k = split(leaves.length)
  return i < k ? [...path(i, leaves.slice(0, k)), root(leaves.slice(k))] : [...path(i - k, leaves.slice(k)), root(leaves.slice(0, k))]
}
const grown = (m: number, leaves: Uint8Array[], whole: boolean): Uint8Array[] => {
  if (m === leaves.length) return whole ? [] : [root(leaves)]
  const k = split(leaves.length)
  return m <= k ? [...grown(m, leaves.slice(0, k), whole), root(leaves.slice(k))] : [...grown(m - k, leaves.slice(k), false), root(leaves.slice(0, k))]
}

const bodies = Array.from({ length: 21 }, (_, i) => `{"v":1,"n":${i},"name":"测试甲"}`)
const common = { origin: 'jingkai/1', suite: 'sha256-ed25519' as const, key: '' }
const inclusion = (i: number, size: number) => {
  const leaves = bodies.slice(0, size).map(leaf)
  return { ...common, seq: i, size, body: bodies[i]!, leaf: base64Of(leaves[i]!), path: path(i, leaves).map(base64Of), root: base64Of(root(leaves)) }
}

describe('a proof that an entry stands in the log', () => {
  it('holds for every entry of every log up to 21', async () => {
    for (let size = 1; size <= bodies.length; size++) {
      for (let i = 0; i < size; i++) expect(await checkInclusion(inclusion(i, size)), `${i} of ${size}`).toMatchObject({ leafHolds: true, rootHolds: true })
    }
  })

  it('fails when a byte, the place, the path or the root was changed', async () => {
    const good = inclusion(5, 13)
    expect(await checkInclusion({ ...good, body: good.body.replace('甲', '乙') })).toMatchObject({ leafHolds: false, rootHolds: false })
    for (const bad of [{ ...good, seq: 4 }, { ...good, size: 6 }, { ...good, path: good.path.slice(1) }, { ...good, path: [...good.path, good.leaf] }, { ...good, root: good.leaf }]) {
      expect((await checkInclusion(bad)).rootHolds).toBe(false)
    }
  })
})

describe('a proof that a log continues an older one', () => {
  const proof = (old: number, size: number) => {
    const leaves = bodies.slice(0, size).map(leaf)
    return { ...common, old_size: old, new_size: size, old_root: base64Of(root(leaves.slice(0, old))), new_root: base64Of(root(leaves)), path: grown(old, leaves, true).map(base64Of) }
  }
  it('holds for every pair up to 21', async () => {
    for (let size = 1; size <= bodies.length; size++) {
      for (let old = 1; old <= size; old++) expect(await checkConsistency(proof(old, size)), `${old} → ${size}`).toBe(true)
    }
  })
  it('fails when either root is another', async () => {
    const good = proof(6, 13)
    expect(await checkConsistency({ ...good, old_root: good.new_root })).toBe(false)
    expect(await checkConsistency({ ...good, new_root: good.old_root })).toBe(false)
    expect(await checkConsistency({ ...good, path: good.path.slice(1) })).toBe(false)
  })
})

describe('a signed checkpoint', () => {
  // Made by the program: a log of 122 entries, signed with the key beside it.
  const key = 'jingkai+fa075a8a+AfbvEb/1TSz5vn2dZFbUqxOW8hzNOs+uN2x+l6p5TptW'
  const text = 'jingkai/4\n122\nNF910SwV8pyHGhfhmlvvbbtwX9HXbSkEUv5564MLwLg=\nsuite sha256-ed25519\nat 2019-12-02T01:24:40.234989Z\n\n— jingkai +gdaijGUv2WBFfTNQ+8fjkVQdM736+LHh5xJlaAZG8k53ckcBS3P+mla8xTqWTRG5XCCyOd7oj7mJs+mw5uZ2Z3MZAQ=\n'

  it('is read and its signature checked', async () => {
    const note = readNote(text)!
    expect(note).toMatchObject({ origin: 'jingkai/4', size: 122, root: 'NF910SwV8pyHGhfhmlvvbbtwX9HXbSkEUv5564MLwLg=', suite: 'sha256-ed25519' })
    expect(await checkSignature(note, key)).toBe('right')
  })

  it('is refused when a byte or the key was changed', async () => {
    expect(await checkSignature(readNote(text.replace('122', '123'))!, key)).toBe('wrong')
    expect(await checkSignature(readNote(text)!, key.replace('fa075a8a', 'fa075a8b'))).toBe('wrong')
    expect(readNote('jingkai/4\n122\n')).toBeUndefined()
  })
})
