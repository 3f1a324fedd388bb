import { useTranslation } from 'react-i18next'
import { Final, InPlace, PartValue, ScoreButton, Who, type RowsProps } from './BoardTable'
import { ColourTag } from './Colour'
import { say } from './types'

/** The board on a phone: a card per item, nothing left out. */
export function BoardCards({ board, items, onWhy, onAct }: RowsProps) {
  const { t, i18n } = useTranslation('board')
  if (items.length === 0) return <p className="jk-empty jk-panel">{t('noItems')}</p>
  return (
    <ul className="jk-plain-list jk-cards" aria-label={t('boards')}>
      {items.map((item) => (
        <li key={item.item} className={`jk-panel jk-final-card jk-final-${item.final}`}>
          <div className="jk-row" style={{ justifyContent: 'space-between', flexWrap: 'nowrap', alignItems: 'flex-start' }}>
            <div>
              <div className="jk-board-title">{t('rankOf', { rank: item.rank, title: item.title })}</div>
              <Who item={item} />
            </div>
            <ScoreButton item={item} onWhy={onWhy} />
          </div>
          <dl className="jk-facts">
            {item.blocks.map((block) => (
              <div key={block.key} style={{ display: 'contents' }}>
                <dt>{say(block.name, i18n.language)} {block.weight}</dt>
                <dd><PartValue part={block} /></dd>
              </div>
            ))}
            <dt>{t('fields.computed')}</dt>
            <dd><ColourTag of={item.computed} /><div className="jk-rule">{say(item.reason, i18n.language)}</div></dd>
            <dt>{t('fields.final')}</dt>
            <dd><Final item={item} /></dd>
          </dl>
          <InPlace board={board} item={item} onAct={onAct} />
        </li>
      ))}
    </ul>
  )
}
