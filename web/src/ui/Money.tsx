import { useTranslation } from 'react-i18next'
import { grouped, moneyText, moneyUnit, placed, type MoneyUnit } from './format'

interface Props {
  /** Integer fen; text where it may exceed what a number holds. */
  fen: number | string | null | undefined
  /** Fixed unit, for columns whose figures are compared. Chosen by size otherwise. */
  unit?: MoneyUnit
  /** To the fen, in yuan: for totals and payslips. */
  exact?: boolean
}

/** A sum of money, always with its unit; the exact yuan are in the title. */
export function Money({ fen, unit, exact: full }: Props) {
  const { t, i18n } = useTranslation()
  if (fen === null || fen === undefined || fen === '') return <Nothing />
  const exact = BigInt(fen)
  const shown = full ? 'yuan' : unit ?? moneyUnit(exact, i18n.language)
  return (
    <span className="jk-nowrap" title={t('unit.yuan', { n: grouped(placed(exact, 2)) })}>
      {t(`unit.${shown}`, { n: moneyText(exact, shown) })}
    </span>
  )
}

/** What stands where nothing is recorded. */
export function Nothing() {
  const { t } = useTranslation()
  return <span className="jk-description" aria-label={t('nothing')}>—</span>
}
