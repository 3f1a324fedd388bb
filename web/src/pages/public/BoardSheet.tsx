import { useTranslation } from 'react-i18next'
import { DateText } from '../../ui/DateText'
import type { PublicBoard, PublicGroup } from './types'
import './public.css'

interface Props {
  groups: readonly PublicGroup[]
  /** On a wall or a poster: larger, nothing but item, unit and result. */
  large?: boolean
}

/** The red and the yellow board as everybody sees them: items and units, no persons; a corrected row keeps its place and says so. */
export function BoardSheet({ groups, large }: Props) {
  const { i18n } = useTranslation('public')
  const say = (words: { zh: string; en: string }) => (i18n.language === 'en' && words.en) || words.zh
  return (
    <div className={large ? 'jk-sheets jk-sheets-large' : 'jk-sheets'}>
      {groups.map((group) => (
        <section key={group.key} className={`jk-sheet-of jk-sheet-of-${group.key}`} aria-label={say(group.title)}>
          <h2>{say(group.title)}</h2>
          <Rows group={group} large={large} />
        </section>
      ))}
    </div>
  )
}

function Rows({ group, large }: { group: PublicGroup; large?: boolean }) {
  const { t, i18n } = useTranslation('public')
  const scored = !large && group.rows.some((row) => row.score)
  if (group.rows.length === 0) return <p className="jk-sheet-none">{t('none')}</p>
  return (
    <ol>
      {group.rows.map((row, n) => (
        <li key={n} className={row.corrected_on ? 'jk-sheet-corrected' : undefined}>
          <div className="jk-sheet-item">{row.item}</div>
          {row.unit && <div className="jk-sheet-unit">{row.unit}</div>}
          {scored && row.score && (
            <div className="jk-sheet-score">
              {t('score', { score: row.score })}
              {row.parts?.map((part) => <span key={part.title.zh}> {i18n.language === 'en' ? part.title.en : part.title.zh} {part.score}</span>)}
            </div>
          )}
          {row.corrected_on && <div className="jk-sheet-mark">{t('corrected')} <DateText of={row.corrected_on} /> {row.result}</div>}
          {!large && row.reason && <div className="jk-sheet-reason">{row.reason}</div>}
        </li>
      ))}
    </ol>
  )
}

/** Whether a published board was corrected or taken down, in a sentence. */
export function Marks({ board }: { board: PublicBoard }) {
  const { t } = useTranslation('public')
  if (board.withdrawn) return <p role="status" className="jk-sheet-notice">{t('withdrawn')}</p>
  if (board.corrected) return <p role="status" className="jk-sheet-notice">{t('correctedVersion')} <DateText of={board.corrected_on} manner="document" /></p>
  return null
}
