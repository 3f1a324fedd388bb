import { parseDecimal } from '../../ui/format'

/** Part of a whole in hundredths of a percent, for the width of a bar; figures themselves are never rounded. */
export function shareOf(part: string | undefined, whole: string): number {
  const a = parseDecimal(part ?? '0')
  const b = parseDecimal(whole)
  if (!a || !b || b.n <= 0n || a.n <= 0n) return 0
  const scale = BigInt(Math.max(a.scale, b.scale))
  const up = (one: { n: bigint; scale: number }) => one.n * 10n ** (scale - BigInt(one.scale))
  return Math.min(100, Number((up(a) * 10_000n) / up(b)) / 100)
}
