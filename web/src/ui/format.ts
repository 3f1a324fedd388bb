/** Exact arithmetic and wording of figures. Numbers of the API are never turned into floating point here. */

/** Decimal as digits and scale: "12.50" → {n: 1250n, scale: 2}. Undefined when the text is not a decimal. */
export function parseDecimal(text: string | number | bigint): { n: bigint; scale: number } | undefined {
  const found = /^([+-]?)(\d+)(?:\.(\d+))?$/.exec(String(text).trim())
  if (!found) return undefined
  const fraction = found[3] ?? ''
  const n = BigInt(found[2] + fraction)
  return { n: found[1] === '-' ? -n : n, scale: fraction.length }
}

/** Exact sum of decimals or integers, with the largest scale among them. Empty values count nothing. */
export function exactSum(values: readonly (string | number | null | undefined)[]): string {
  let n = 0n
  let scale = 0
  for (const value of values) {
    if (value === null || value === undefined || value === '') continue
    const parsed = parseDecimal(value)
    if (!parsed) continue
    if (parsed.scale > scale) {
      n *= 10n ** BigInt(parsed.scale - scale)
      scale = parsed.scale
    }
    n += parsed.n * 10n ** BigInt(scale - parsed.scale)
  }
  return placed(n, scale)
}

/** Writes n·10^-scale. */
export function placed(n: bigint, scale: number): string {
  const negative = n < 0n
  const digits = (negative ? -n : n).toString().padStart(scale + 1, '0')
  const whole = digits.slice(0, digits.length - scale)
  return (negative ? '-' : '') + whole + (scale > 0 ? '.' + digits.slice(-scale) : '')
}

/** Thousands separators: "1234567.80" → "1,234,567.80". */
export function grouped(text: string): string {
  const [whole = '', fraction] = text.split('.')
  const out = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',')
  return fraction === undefined ? out : out + '.' + fraction
}

/** Rounds n·10^-from to `to` places, halves away from zero. For display only: the exact figure stays at hand. */
export function rounded(n: bigint, from: number, to: number): string {
  if (to >= from) return placed(n * 10n ** BigInt(to - from), to)
  const by = 10n ** BigInt(from - to)
  const half = by / 2n
  return placed((n < 0n ? n - half : n + half) / by, to)
}

/** Units money is shown in. Chinese counts in 万 and 亿, English in thousands of thousands. */
export type MoneyUnit = 'yuan' | 'wan' | 'yi' | 'million' | 'billion'

const placesOf: Record<MoneyUnit, number> = { yuan: 2, wan: 6, million: 8, yi: 10, billion: 11 }

/** The unit a sum reads best in. */
export function moneyUnit(fen: bigint, language: string): MoneyUnit {
  const size = fen < 0n ? -fen : fen
  if (language.startsWith('en')) {
    return size >= 10n ** 11n ? 'billion' : size >= 10n ** 8n ? 'million' : 'yuan'
  }
  return size >= 10n ** 10n ? 'yi' : size >= 10n ** 6n ? 'wan' : 'yuan'
}

/** Sum of fen as words: figure and unit apart, so that the unit is never lost. */
export function moneyText(fen: bigint, unit: MoneyUnit): string {
  const text = rounded(fen, placesOf[unit], unit === 'yuan' ? 2 : 4)
  return grouped(unit === 'yuan' ? text : text.replace(/\.?0+$/, ''))
}

/** Fen out of a sum in yuan as typed ("1,234.5"); undefined when it is not a sum of at most two places. */
export function fenOf(yuan: string): number | undefined {
  const parsed = parseDecimal(yuan.replace(/[,，\s]/g, ''))
  if (!parsed || parsed.scale > 2) return undefined
  const fen = parsed.n * 10n ** BigInt(2 - parsed.scale)
  return fen >= -BigInt(Number.MAX_SAFE_INTEGER) && fen <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(fen) : undefined
}

/** Yuan as a form shows it, from fen. */
export const yuanOf = (fen: number | string) => placed(BigInt(fen), 2)

const beijing = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Asia/Shanghai', year: 'numeric', month: '2-digit', day: '2-digit',
  hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23',
})

/** An instant as the zone's wall clock shows it, wherever the browser is. */
export function wallClock(instant: string | Date): { date: string; time: string } | undefined {
  const at = typeof instant === 'string' ? new Date(instant) : instant
  if (Number.isNaN(at.getTime())) return undefined
  const part = Object.fromEntries(beijing.formatToParts(at).map((p) => [p.type, p.value]))
  return { date: `${part.year}-${part.month}-${part.day}`, time: `${part.hour}:${part.minute}` }
}

/** Instant of a wall-clock reading in the zone: ("2020-12-08", "09:30") → RFC 3339 with +08:00. */
export const instantOf = (date: string, time: string) => `${date}T${time}:00+08:00`

/** Percentage of a share given as a decimal: "0.7034" → "70.34%". */
export function percentText(share: string | number, places = 2): string {
  const parsed = parseDecimal(share)
  return parsed ? rounded(parsed.n * 100n, parsed.scale, places).replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '') + '%' : String(share)
}
