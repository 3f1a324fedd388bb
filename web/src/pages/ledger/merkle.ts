import { base64Of, bytesOf, hashOf } from './hash'
import type { ConsistencyProof, InclusionProof } from './types'

/** One hash of a proof as it is worked out before the auditor's eyes. */
export interface Step {
  /** What was hashed: the entry itself, or two hashes of which one is the proof's. */
  kind: 'leaf' | 'left' | 'right'
  /** The hash the proof gives, for the two latter. */
  sibling?: string
  result: string
}

/** What came of a proof: every step, and whether it holds. */
export interface Outcome {
  steps: Step[]
  leafHolds: boolean
  rootHolds: boolean
}

const concat = (...parts: Uint8Array[]): Uint8Array<ArrayBuffer> => {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}

const one = Uint8Array.of(1)
const node = (suite: string, left: Uint8Array, right: Uint8Array) => hashOf(suite, concat(one, left, right))
const same = (a: Uint8Array, b: Uint8Array) => base64Of(a) === base64Of(b)

/**
 * Checks that an entry stands in a log (RFC 6962 section 2.1.1; the layout is
 * that of the package merklelog): leaf = H(00 ‖ bytes), node = H(01 ‖ left ‖ right).
 */
export async function checkInclusion(proof: InclusionProof): Promise<Outcome> {
  let h = await hashOf(proof.suite, concat(Uint8Array.of(0), new TextEncoder().encode(proof.body)))
  const steps: Step[] = [{ kind: 'leaf', result: base64Of(h) }]
  const leafHolds = base64Of(h) === proof.leaf
  // Places are below 2^53, but not below 2^31: no bit operations on them.
  let i = proof.seq
  let last = proof.size - 1
  const half = (n: number) => Math.floor(n / 2)
  let holds = proof.seq >= 0 && proof.seq < proof.size
  for (const sibling of proof.path) {
    if (last === 0) {
      holds = false
      break
    }
    const p = bytesOf(sibling)
    const left = i % 2 === 1 || i === last
    h = left ? await node(proof.suite, p, h) : await node(proof.suite, h, p)
    if (left) {
      while (i % 2 === 0 && i !== 0) {
        i = half(i)
        last = half(last)
      }
    }
    steps.push({ kind: left ? 'left' : 'right', sibling, result: base64Of(h) })
    i = half(i)
    last = half(last)
  }
  return { steps, leafHolds, rootHolds: holds && last === 0 && base64Of(h) === proof.root }
}

/** Checks that a log continues an older one (RFC 9162 section 2.1.4.2). */
export async function checkConsistency(proof: ConsistencyProof): Promise<boolean> {
  const { suite, old_size: first, new_size: second } = proof
  if (first > second || first < 0) return false
  const oldRoot = bytesOf(proof.old_root)
  const newRoot = bytesOf(proof.new_root)
  if (first === second) return proof.path.length === 0 && same(oldRoot, newRoot)
  if (first === 0) return proof.path.length === 0
  const path = proof.path.map(bytesOf)
  let low = first
  while (low % 2 === 0) low = low / 2
  // A log whose length is a power of two is itself a node of the newer tree.
  if (low === 1) path.unshift(oldRoot)
  const start = path.shift()
  if (!start) return false
  let [fn, sn] = [first - 1, second - 1]
  while (fn % 2 === 1) [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)]
  let fr = start
  let sr = start
  for (const c of path) {
    if (sn === 0) return false
    if (fn % 2 === 1 || fn === sn) {
      fr = await node(suite, c, fr)
      sr = await node(suite, c, sr)
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)]
    } else {
      sr = await node(suite, sr, c)
    }
    ;[fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)]
  }
  return sn === 0 && same(fr, oldRoot) && same(sr, newRoot)
}
