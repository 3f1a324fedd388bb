import { Skeleton } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useZoneQuery } from '../../api/query'
import { useZoneLink } from '../../session/zone'
import { Refusal } from '../../ui/Refusal'
import { taskPaths, type Grid } from './types'
import '../../register/table.css'
import './tasks.css'

/** Tasks that are not concluded, by layer and class: each stands in exactly one cell, and every number opens its rows. */
export default function MatrixPage() {
  const { t } = useTranslation('tasks')
  const asked = useZoneQuery<Grid>(taskPaths.matrix)
  return (
    <section className="jk-stack" aria-labelledby="matrix-title">
      <div>
        <h1 id="matrix-title">{t('matrix.title')}</h1>
        <div className="jk-rule">{t('matrix.intro')}</div>
      </div>
      <Refusal of={asked.error} onRetry={() => void asked.refetch()} />
      {asked.isPending && <Skeleton active />}
      {asked.data && <Table grid={asked.data} />}
    </section>
  )
}

function Table({ grid }: { grid: Grid }) {
  const { t } = useTranslation('tasks')
  return (
    <div className="jk-table-box" style={{ minHeight: 0 }} tabIndex={0}>
      <table className="jk-table jk-matrix">
        <thead>
          <tr>
            <th scope="col">{t('fields.layer')}</th>
            {grid.classes.map((cell) => <th key={cell.class} scope="col" className="jk-number">{t(`class.${cell.class || 'none'}`)}</th>)}
            <th scope="col" className="jk-number">{t('register:total')}</th>
          </tr>
        </thead>
        <tbody>
          {grid.layers.map((row) => (
            <tr key={row.layer}>
              <th scope="row">{row.name}</th>
              {row.cells.map((cell) => <td key={cell.class} className="jk-number"><Door n={cell.count} layer={row.layer || 'none'} of={cell.class || 'none'} /></td>)}
              <td className="jk-number"><Door n={row.total} layer={row.layer || 'none'} /></td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t('register:total')}</th>
            {grid.classes.map((cell) => <td key={cell.class} className="jk-number"><Door n={cell.count} of={cell.class || 'none'} /></td>)}
            <td className="jk-number"><Door n={grid.total} /></td>
          </tr>
        </tfoot>
      </table>
    </div>
  )
}

/** A number is a door to its rows; nothing opens nothing. */
function Door({ n, layer, of }: { n: number; layer?: string; of?: string }) {
  const link = useZoneLink()
  if (n === 0) return <span className="jk-description">{n}</span>
  const where = new URLSearchParams({ status: 'active', ...(layer && { layer }), ...(of && { class: of }) })
  return <Link to={link(`tasks?${where.toString()}`)}>{n}</Link>
}
