import { Skeleton } from 'antd'
import { useTranslation } from 'react-i18next'
import { useZoneQuery } from '../../api/query'
import type { components } from '../../api/schema'
import { DateText } from '../../ui/DateText'
import { Refusal } from '../../ui/Refusal'

type Comparison = components['schemas']['Comparison']
type Change = components['schemas']['Change']

/** What changed between two days: how many departments, levels and posts, what ended and who took it over. */
export function Compare({ from, to }: { from: string; to: string }) {
  const { t } = useTranslation('org')
  const asked = useZoneQuery<Comparison>('org/compare', { from, to })
  const found = asked.data
  return (
    <section className="jk-panel" aria-labelledby="compare-title">
      <h2 id="compare-title">{t('compare.title')} <DateText of={from} /> — <DateText of={to} /></h2>
      <Refusal of={asked.error} onRetry={() => void asked.refetch()} />
      {asked.isPending && <Skeleton active />}
      {found && (
        <>
          <p>{t('compare.sentence', { before: found.before, after: found.after })}</p>
          <div className="jk-tree-box">
            <table className="jk-table jk-compare-table">
              <thead><tr><th scope="col">{t('compare.what')}</th><th scope="col" className="jk-number">{t('compare.before')}</th><th scope="col" className="jk-number">{t('compare.after')}</th><th scope="col" className="jk-number">{t('compare.change')}</th></tr></thead>
              <tbody>
                <Row name={t('figures.departments')} of={found.departments} />
                <Row name={t('figures.general')} of={found.general} />
                <Row name={t('figures.levels')} of={found.levels} />
                <Row name={t('posts')} of={found.posts} />
                {Object.entries(found.by_kind).map(([kind, change]) => <Row key={kind} name={t(`kind.${kind}`)} of={change} />)}
              </tbody>
            </table>
          </div>
          {found.founded.length > 0 && <p>{t('compare.founded', { names: found.founded.map((one) => one.name).join(t('shell:comma')) })}</p>}
          {found.ended.length > 0 && (
            <>
              <h3>{t('compare.ended')}</h3>
              <ul>{found.ended.map((one) => <li key={one.unit.id}>{one.successor ? t('compare.fate', { unit: one.unit.name, successor: one.successor.name }) : t('compare.noSuccessor', { unit: one.unit.name })}</li>)}</ul>
            </>
          )}
        </>
      )}
    </section>
  )
}

function Row({ name, of }: { name: string; of: Change }) {
  const { t } = useTranslation('org')
  const diff = of.diff > 0 ? `+${of.diff}` : String(of.diff)
  return (
    <tr>
      <th scope="row" style={{ fontWeight: 400 }}>{name}</th>
      <td className="jk-number">{of.before}</td>
      <td className="jk-number">{of.after}</td>
      <td className="jk-number">{of.percent && of.diff !== 0 ? t('compare.diff', { diff, percent: of.percent }) : diff}</td>
    </tr>
  )
}
