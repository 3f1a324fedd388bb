import { describe, expect, it } from 'vitest'
import { exactSum, fenOf, grouped, moneyText, moneyUnit, parseDecimal, percentText, rounded, wallClock, yuanOf } from '../src/ui/format'

describe('exact figures', () => {
  it('sums decimals without a float: 0.1 ten times is 1.0, and the scale of the finest stays', () => {
    expect(exactSum(Array(10).fill('0.1'))).toBe('1.0')
    expect(exactSum(['103.39', '50.13', null, ''])).toBe('153.52')
    expect(exactSum(['-0.05', '0.049'])).toBe('-0.001')
  })
  it('sums fen beyond what a float holds', () => {
    // 2^53 = 9007199254740992; one more is not a float
    expect(exactSum(['9007199254740992', '1'])).toBe('9007199254740993')
  })
  it('rounds halves away from zero', () => {
    expect(rounded(125n, 2, 1)).toBe('1.3')
    expect(rounded(-125n, 2, 1)).toBe('-1.3')
    expect(rounded(124n, 2, 1)).toBe('1.2')
    expect(rounded(-4n, 2, 1)).toBe('0.0')
  })
  it('refuses what is not a decimal', () => {
    for (const text of ['', '1e5', 'abc', '1.', '.5', '1,000']) expect(parseDecimal(text)).toBeUndefined()
  })
  it('groups thousands', () => expect([grouped('1234567.80'), grouped('-1000'), grouped('999')]).toEqual(['1,234,567.80', '-1,000', '999']))
})

describe('money', () => {
  it('chooses the unit by size', () => {
    // 99,999,999 fen = 999,999.99 yuan = 99.999999 wan; 10^10 fen = 10^8 yuan = 1 yi
    expect([999_999n, 1_000_000n, 9_999_999_999n, 10_000_000_000n].map((fen) => moneyUnit(fen, 'zh-CN'))).toEqual(['yuan', 'wan', 'wan', 'yi'])
    expect([99_999_999n, 100_000_000n, 100_000_000_000n].map((fen) => moneyUnit(fen, 'en'))).toEqual(['yuan', 'million', 'billion'])
  })
  it('shows 153.52 亿 and a single fen', () => {
    expect(moneyText(1_535_200_000_000n, 'yi')).toBe('153.52')
    expect(moneyText(1n, 'yuan')).toBe('0.01')
    expect(moneyText(-12_345_678n, 'wan')).toBe('-12.3457')
  })
  it('reads what people type, and refuses a third place', () => {
    expect([fenOf('1,234.5'), fenOf('0.07'), fenOf('８'), fenOf('1.005'), fenOf('')]).toEqual([123450, 7, undefined, undefined, undefined])
    expect(yuanOf(123450)).toBe('1234.50')
  })
})

describe('the zone’s clock', () => {
  it('shows Beijing time wherever the browser is', () => {
    expect(wallClock('2020-12-07T16:30:00Z')).toEqual({ date: '2020-12-08', time: '00:30' })
    expect(wallClock('nonsense')).toBeUndefined()
  })
  it('writes shares as percentages', () => expect([percentText('0.7034'), percentText('0.6'), percentText('1')]).toEqual(['70.34%', '60%', '100%']))
})
