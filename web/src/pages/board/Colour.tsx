import { useTranslation } from 'react-i18next'
import type { Colour } from './types'
import './board.css'

/** Where an item stands: red is praise, yellow is blame; the word says it, the colour repeats it. */
export function ColourTag({ of, was }: { of: Colour; was?: boolean }) {
  const { t } = useTranslation('board')
  return <span className={`jk-colour jk-colour-${of}${was ? ' jk-colour-was' : ''}`}>{t(`colour.${of}`)}</span>
}
