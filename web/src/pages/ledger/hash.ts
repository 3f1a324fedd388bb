/** SHA-256 and SM3 of bytes, for checking proofs in the browser. */
export type Suite = 'sha256-ed25519' | 'sm3-sm2'

/** Whether the browser's own WebCrypto can be used; it is missing on pages that are not encrypted. */
export const hasWebCrypto = () => typeof globalThis.crypto?.subtle?.digest === 'function'

/** Hash of a suite: by WebCrypto where it has it, by the arithmetic below otherwise. */
export async function hashOf(suite: string, bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  if (suite === 'sm3-sm2') return sm3(bytes)
  if (hasWebCrypto()) return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return sha256(bytes)
}

const rotr = (x: number, n: number) => (x >>> n) | (x << (32 - n))
const rotl = (x: number, n: number) => (x << (n & 31)) | (x >>> (32 - (n & 31)))

/** Message in blocks of 64 bytes: 1 bit, zeros, length in bits. Both functions pad alike. */
function padded(bytes: Uint8Array): DataView {
  const size = Math.ceil((bytes.length + 9) / 64) * 64
  const out = new Uint8Array(size)
  out.set(bytes)
  out[bytes.length] = 0x80
  const view = new DataView(out.buffer)
  view.setUint32(size - 8, Math.floor(bytes.length / 0x20000000))
  view.setUint32(size - 4, (bytes.length << 3) >>> 0)
  return view
}

function written(words: Int32Array): Uint8Array<ArrayBuffer> {
  const out = new DataView(new ArrayBuffer(32))
  words.forEach((word, i) => out.setInt32(4 * i, word))
  return new Uint8Array(out.buffer)
}

/** First 32 bits of the fractional part of a root of a prime, by exact integer arithmetic. */
function rootBits(prime: number, power: 2 | 3): number {
  const shifted = BigInt(prime) << BigInt(32 * power)
  let low = 0n
  let high = 1n << 40n
  while (high - low > 1n) {
    const middle = (low + high) >> 1n
    if (middle ** BigInt(power) <= shifted) low = middle
    else high = middle
  }
  return Number(low & 0xffffffffn) | 0
}

const primes: number[] = []
for (let n = 2; primes.length < 64; n++) if (primes.every((p) => n % p !== 0)) primes.push(n)
const k256 = Int32Array.from(primes, (p) => rootBits(p, 3))
const h256 = Int32Array.from(primes.slice(0, 8), (p) => rootBits(p, 2))

/** SHA-256 (FIPS 180-4). */
export function sha256(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const view = padded(bytes)
  const state = h256.slice()
  const w = new Int32Array(64)
  for (let at = 0; at < view.byteLength; at += 64) {
    for (let i = 0; i < 16; i++) w[i] = view.getInt32(at + 4 * i)
    for (let i = 16; i < 64; i++) {
      const s0 = rotr(w[i - 15]!, 7) ^ rotr(w[i - 15]!, 18) ^ (w[i - 15]! >>> 3)
      const s1 = rotr(w[i - 2]!, 17) ^ rotr(w[i - 2]!, 19) ^ (w[i - 2]! >>> 10)
      w[i] = (w[i - 16]! + s0 + w[i - 7]! + s1) | 0
    }
    let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number]
    for (let i = 0; i < 64; i++) {
      const t1 = (h + (rotr(e, 6) ^ rotr(e, 11) ^ rotr(e, 25)) + ((e & f) ^ (~e & g)) + k256[i]! + w[i]!) | 0
      const t2 = ((rotr(a, 2) ^ rotr(a, 13) ^ rotr(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0
      ;[h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0]
    }
    ;[a, b, c, d, e, f, g, h].forEach((word, i) => (state[i] = (state[i]! + word) | 0))
  }
  return written(state)
}

const sm3Start = Int32Array.of(0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e)
const p0 = (x: number) => x ^ rotl(x, 9) ^ rotl(x, 17)
const p1 = (x: number) => x ^ rotl(x, 15) ^ rotl(x, 23)

/** SM3 (GB/T 32905). */
export function sm3(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const view = padded(bytes)
  const state = sm3Start.slice()
  const w = new Int32Array(68)
  for (let at = 0; at < view.byteLength; at += 64) {
    for (let i = 0; i < 16; i++) w[i] = view.getInt32(at + 4 * i)
    for (let i = 16; i < 68; i++) w[i] = p1(w[i - 16]! ^ w[i - 9]! ^ rotl(w[i - 3]!, 15)) ^ rotl(w[i - 13]!, 7) ^ w[i - 6]!
    let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number]
    for (let i = 0; i < 64; i++) {
      const late = i >= 16
      const ss1 = rotl((rotl(a, 12) + e + rotl(late ? 0x7a879d8a : 0x79cc4519, i)) | 0, 7)
      const tt1 = ((late ? (a & b) | (a & c) | (b & c) : a ^ b ^ c) + d + (ss1 ^ rotl(a, 12)) + (w[i]! ^ w[i + 4]!)) | 0
      const tt2 = ((late ? (e & f) | (~e & g) : e ^ f ^ g) + h + ss1 + w[i]!) | 0
      ;[d, c, b, a, h, g, f, e] = [c, rotl(b, 9), a, tt1, g, rotl(f, 19), e, p0(tt2)]
    }
    ;[a, b, c, d, e, f, g, h].forEach((word, i) => (state[i] = state[i]! ^ word))
  }
  return written(state)
}

/** Standard base64 with padding, both ways. */
export const bytesOf = (base64: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))
export const base64Of = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes))
