import { useTranslation } from 'react-i18next'
import { DateText } from '../../ui/DateText'
import { amendable, changesOf, titleOf, useNames } from './amended'
import { AmendTag } from './IssuedTable'
import type { KeyList } from './types'

/** Every amendment of a list in order: who, when, why, and each field before and after. */
export function Amendments({ list }: { list: KeyList }) {
  const { t } = useTranslation('lists')
  const name = useNames(list)
  const all = list.amendments ?? []
  if (all.length === 0) return <p className="jk-panel">{t('amend.none')}</p>
  return (
    <ol className="jk-plain-list jk-cards">
      {all.map((one) => {
        const changes = changesOf(one, name)
        return (
          <li key={one.id} className="jk-panel jk-keep">
            <div className="jk-row">
              <strong>{list.items?.find((item) => item.id === one.item)?.title ?? titleOf(one)}</strong>
              <AmendTag kind={one.kind} on={one.on} />
              <span className="jk-description">{one.by} <DateText of={one.on} /></span>
            </div>
            <div>{t('register:history.reason', { reason: one.reason })}</div>
            {one.kind === 'change' && changes.length > 0 && (
              <table className="jk-compare">
                <thead><tr><th scope="col">{t('amend.field')}</th><th scope="col">{t('amend.before')}</th><th scope="col">{t('amend.after')}</th></tr></thead>
                <tbody>
                  {amendable.flatMap((field) => changes.filter((change) => change.field === field)).map((change) => (
                    <tr key={change.field}>
                      <th scope="row">{t(`fields.${change.field}`)}</th>
                      <td>{change.before || t('amend.wasEmpty')}</td>
                      <td>{change.after || t('amend.wasEmpty')}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            )}
          </li>
        )
      })}
    </ol>
  )
}
