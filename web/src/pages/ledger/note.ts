import { bytesOf, hashOf, hasWebCrypto } from './hash'

/** A signed checkpoint, taken apart. */
export interface Note {
  origin: string
  size: number
  root: string
  suite: string
  at: string
  /** The bytes that are signed: five lines, the last line end included. */
  text: string
  signatures: { name: string; bytes: Uint8Array<ArrayBuffer> }[]
}

/** Reads a note in the form of golang.org/x/mod/sumdb/note; undefined when it is none. */
export function readNote(note: string): Note | undefined {
  const cut = note.replace(/\r\n/g, '\n').indexOf('\n\n')
  if (cut < 0) return undefined
  const plain = note.replace(/\r\n/g, '\n')
  const text = plain.slice(0, cut + 1)
  const [origin = '', size = '', root = '', suite = '', at = ''] = text.split('\n')
  if (!/^\d+$/.test(size) || !suite.startsWith('suite ') || !at.startsWith('at ')) return undefined
  const signatures = plain.slice(cut + 2).split('\n').flatMap((line) => {
    const found = /^— (\S+) (\S+)$/.exec(line.trim())
    try {
      return found ? [{ name: found[1]!, bytes: bytesOf(found[2]!) }] : []
    } catch {
      return []
    }
  })
  return { origin, size: Number(size), root, suite: suite.slice(6), at: at.slice(3), text, signatures }
}

/** What is known of a signature: right, wrong, or not to be told in this browser. */
export type Signed = 'right' | 'wrong' | 'unable'

/** Checks a note's signature with a public key "name+hash+base64(algorithm, key)". Only Ed25519 can be checked here. */
export async function checkSignature(note: Note, key: string): Promise<Signed> {
  const [name = '', hash = '', ...rest] = key.trim().split('+')
  let raw: Uint8Array<ArrayBuffer>
  try {
    raw = bytesOf(rest.join('+'))
  } catch {
    return 'wrong'
  }
  if (raw[0] !== 1 || raw.length !== 33 || !hasWebCrypto()) return 'unable'
  const sum = await hashOf('sha256-ed25519', new Uint8Array([...new TextEncoder().encode(name + '\n'), ...raw]))
  const keyHash = Array.from(sum.slice(0, 4), (byte) => byte.toString(16).padStart(2, '0')).join('')
  const mine = note.signatures.find((one) => one.name === name && Array.from(one.bytes.slice(0, 4), (byte) => byte.toString(16).padStart(2, '0')).join('') === keyHash)
  if (keyHash !== hash || !mine) return 'wrong'
  try {
    const imported = await crypto.subtle.importKey('raw', raw.slice(1), { name: 'Ed25519' }, false, ['verify'])
    const good = await crypto.subtle.verify({ name: 'Ed25519' }, imported, mine.bytes.slice(4), new TextEncoder().encode(note.text))
    return good ? 'right' : 'wrong'
  } catch {
    return 'unable'
  }
}
