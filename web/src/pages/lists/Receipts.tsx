import { useTranslation } from 'react-i18next'
import { CheckCircleOutlined, ClockCircleOutlined } from '../../ui/icons'
import type { KeyList } from './types'

/** Who has received the list, and who has not yet. */
export function Receipts({ list }: { list: KeyList }) {
  const { t } = useTranslation('lists')
  const groups = [
    { key: 'awaited', of: list.awaited ?? [], icon: <ClockCircleOutlined /> },
    { key: 'received', of: list.receipts ?? [], icon: <CheckCircleOutlined /> },
  ] as const
  return (
    <div className="jk-receipts">
      {groups.map(({ key, of, icon }) => (
        <section key={key} className="jk-panel" aria-labelledby={`receipts-${key}`}>
          <h2 id={`receipts-${key}`}>{icon} {t(`receipts.${key}`, { count: of.length })}</h2>
          {of.length === 0 ? <p className="jk-description">{t(`receipts.${key}None`)}</p> : (
            <ul className="jk-plain-list jk-row">{of.map((one) => <li key={one.id} className="jk-chip">{one.name}</li>)}</ul>
          )}
        </section>
      ))}
    </div>
  )
}
