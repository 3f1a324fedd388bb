import { useTranslation } from 'react-i18next'
import { Buttons } from '../../register/Buttons'
import { DateText } from '../../ui/DateText'
import { ColourTag } from './Colour'
import type { Asking } from './Dialogs'
import { say, type Board, type BoardItem, type BoardPart, type Objection } from './types'

export interface RowsProps {
  board: Board
  items: readonly BoardItem[]
  onWhy: (item: BoardItem) => void
  onAct: (asking: Asking) => void
}

/** The board as a table: blocks, score, what was computed, what stands, what was said against it. */
export function BoardTable({ board, items, onWhy, onAct }: RowsProps) {
  const { t, i18n } = useTranslation('board')
  const blocks = board.items?.[0]?.blocks ?? []
  if (items.length === 0) return <p className="jk-empty jk-panel">{t('noItems')}</p>
  return (
    <div className="jk-table-box" tabIndex={-1}>
      <table className="jk-table jk-board" aria-label={t('boards')}>
        <thead>
          <tr>
            <th scope="col" className="jk-number">{t('fields.rank')}</th>
            <th scope="col" style={{ minWidth: 190 }}>{t('fields.item')}</th>
            {blocks.map((block) => (
              <th key={block.key} scope="col" className="jk-number jk-block-head"><BlockName name={say(block.name, i18n.language)} /><span className="jk-rule">{block.weight}</span></th>
            ))}
            <th scope="col" className="jk-number">{t('fields.score')}</th>
            <th scope="col" style={{ minWidth: 150 }}>{t('fields.computed')}</th>
            <th scope="col" style={{ minWidth: 120 }}>{t('fields.final')}</th>
            <th scope="col" style={{ minWidth: 170 }}>{t('fields.objections')}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={item.item} className={`jk-final-${item.final}`}>
              <td className="jk-number">{item.rank}{item.tied > 1 && <div className="jk-rule">{t('tied', { count: item.tied })}</div>}</td>
              <th scope="row">
                <div className="jk-board-title">{item.title}</div>
                <Who item={item} />
              </th>
              {blocks.map((block) => <td key={block.key} className="jk-number"><PartValue part={item.blocks.find((one) => one.key === block.key)} /></td>)}
              <td className="jk-number"><ScoreButton item={item} onWhy={onWhy} /></td>
              <td><ColourTag of={item.computed} /><div className="jk-rule">{say(item.reason, i18n.language)}</div></td>
              <td><Final item={item} /></td>
              <td><InPlace board={board} item={item} onAct={onAct} /></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** A block is called 总体标准：… ; the part after the colon explains it. */
function BlockName({ name }: { name: string }) {
  const [short = '', ...rest] = name.split(/\uff1a|: /)
  return <>{short}{rest.length > 0 && <span className="jk-rule">{rest.join(' ')}</span>}</>
}

/** Three levels that answer for an item. */
export function Who({ item }: { item: BoardItem }) {
  const { t } = useTranslation('board')
  return <div className="jk-rule">{[item.unit?.name, item.lead && t('leadOf', { name: item.lead.name }), item.person && t('personOf', { name: item.person.name })].filter(Boolean).join(t('dot'))}</div>
}

/** What a block or criterion gives; what does not count says so. */
export function PartValue({ part }: { part?: BoardPart }) {
  const { t } = useTranslation('board')
  if (!part) return null
  if (part.state === 'irrelevant' || part.state === 'excluded') return <span className="jk-rule">{t(`state.${part.state}`)}</span>
  return (
    <span title={part.exact}>
      {part.shown}
      {part.used && part.used !== part.weight && <span className="jk-rule jk-block">{t('used', { weight: part.used })}</span>}
    </span>
  )
}

/** The score is a door to its derivation. */
export function ScoreButton({ item, onWhy }: { item: BoardItem; onWhy: (item: BoardItem) => void }) {
  const { t } = useTranslation('board')
  return (
    <button type="button" className="jk-link-button jk-score" onClick={() => onWhy(item)}>
      <strong>{item.score}</strong>
      <span className="jk-rule jk-block">{t('why')}<span className="jk-hidden"> {item.title}</span></span>
    </button>
  )
}

/** What stands in the end, why it differs from what was computed, and whether it was corrected since. */
export function Final({ item }: { item: BoardItem }) {
  const { t } = useTranslation('board')
  return (
    <>
      <ColourTag of={item.final} />
      {item.final !== item.computed && item.final_reason && <div className="jk-rule">{t('differs', { reason: item.final_reason })}</div>}
      {item.corrected_on && (
        <div className="jk-corrected">{t('correctedOn')} <DateText of={item.corrected_on} />{item.was && <> {t('was')} <ColourTag was of={item.was as BoardItem['final']} /></>}</div>
      )}
    </>
  )
}

/** Objections to an item where the item stands, and what may be said or done about it now. */
export function InPlace({ board, item, onAct }: { board: Board; item: BoardItem; onAct: (asking: Asking) => void }) {
  const { t } = useTranslation('board')
  const objections = (board.objections ?? []).filter((one) => one.item === item.item)
  return (
    <div className="jk-in-place">
      {objections.map((one) => <One key={one.id} objection={one} onAct={onAct} />)}
      {board.status === 'computed' && item.until && objections.length === 0 && <div className="jk-rule">{t('until')} <DateText of={item.until} /></div>}
      <Buttons size="small" actions={item.actions} words="board" why={false} only={['object', 'change', 'correct']} onPress={(name) => onAct({ name: name as 'object', item })} />
    </div>
  )
}

function One({ objection, onAct }: { objection: Objection; onAct: (asking: Asking) => void }) {
  const { t } = useTranslation('board')
  return (
    <div className={`jk-objection jk-objection-${objection.status}`}>
      <strong>{t(`objectionStatus.${objection.status}`)}</strong> <span className="jk-rule">{objection.by} <DateText of={objection.at} time={false} /></span>
      <div className="jk-clip">{objection.text}</div>
      {objection.ruling && <div className="jk-rule">{t('ruling', { ruling: objection.ruling, by: objection.decided_by })}</div>}
      <Buttons size="small" actions={objection.actions} words="board" why={false} primary={['decide']} onPress={(name) => onAct({ name: name as 'decide', objection })} />
    </div>
  )
}
