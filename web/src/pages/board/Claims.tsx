import { useTranslation } from 'react-i18next'
import { Buttons } from '../../register/Buttons'
import { DateText } from '../../ui/DateText'
import { ColourTag } from './Colour'
import type { Asking } from './Dialogs'
import { Proofs } from '../../ui/Proofs'
import type { Board } from './types'

/** Objections in full, corrections and every change of a result by a person. */
export function Claims({ board, onAct }: { board: Board; onAct: (asking: Asking) => void }) {
  const { t } = useTranslation('board')
  const titleOf = (id: string) => board.items?.find((item) => item.item === id)?.title ?? ''
  const { objections = [], corrections = [], changes = [] } = board
  return (
    <>
      {objections.length > 0 && (
        <section className="jk-panel" aria-labelledby="objections">
          <h2 id="objections">{t('objectionsAll', { count: objections.length })}</h2>
          <ol className="jk-plain-list jk-stack">
            {objections.map((one) => (
              <li key={one.id} className={`jk-objection jk-objection-${one.status}`}>
                <div><strong>{one.title}</strong> {t(`objectionStatus.${one.status}`)} <span className="jk-rule">{one.by} <DateText of={one.at} /></span></div>
                <div className="jk-text">{one.text}</div>
                <Proofs of={one.evidence} />
                {one.ruling && <div>{t('ruling', { ruling: one.ruling, by: one.decided_by })} <span className="jk-rule"><DateText of={one.decided_at} /></span></div>}
                <Buttons size="small" actions={one.actions} words="board" primary={['decide']} onPress={(name) => onAct({ name: name as 'decide', objection: one })} />
              </li>
            ))}
          </ol>
        </section>
      )}
      {corrections.length > 0 && (
        <section className="jk-panel" aria-labelledby="corrections">
          <h2 id="corrections">{t('corrections')}</h2>
          <ol className="jk-plain-list jk-stack">
            {corrections.map((one) => (
              <li key={one.id}>
                <div><strong>{one.title}</strong> {t('arrow')} <ColourTag of={one.final} /> {t(`correctionStatus.${one.status}`)} <span className="jk-rule">{one.by} <DateText of={one.at} /></span></div>
                <div className="jk-text">{one.reason}</div>
                {one.ruling && <div>{t('ruling', { ruling: one.ruling, by: one.decided_by })}</div>}
                <Buttons size="small" actions={one.actions} words="board" primary={['decide']} onPress={() => onAct({ name: 'decideCorrection', correction: one })} />
              </li>
            ))}
          </ol>
        </section>
      )}
      {changes.length > 0 && (
        <section className="jk-panel" aria-labelledby="changes">
          <h2 id="changes">{t('changes')}</h2>
          <ul className="jk-plain-list">
            {changes.map((one, n) => (
              <li key={n}>
                <DateText of={one.at} /> {one.by} · {t(`changeKind.${one.kind}`)} · {titleOf(one.item)} <ColourTag of={one.before} /> {t('arrow')} <ColourTag of={one.after} /> <span className="jk-rule">{one.reason}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  )
}
