import { Button, Skeleton, Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'react-router'
import { zonePath } from '../../api/paths'
import { useZoneQuery } from '../../api/query'
import { apiRoot, queryString } from '../../api/send'
import { RemoteSelect } from '../../form/RemoteSelect'
import { useZoneLink, useZoneSlug } from '../../session/zone'
import { percentText } from '../../ui/format'
import { DownloadOutlined } from '../../ui/icons'
import { Refusal } from '../../ui/Refusal'
import { trim } from './parts'
import { taskPaths, type LoadTable, type PersonLoad } from './types'
import '../../register/table.css'
import './tasks.css'

/** Who carries how much: weights of open tasks against the scheme's full load, the heaviest first. */
export default function LoadPage() {
  const { t } = useTranslation('tasks')
  const slug = useZoneSlug()
  const [params, setParams] = useSearchParams()
  const unit = params.get('unit') ?? ''
  const asked = useZoneQuery<LoadTable>(taskPaths.load, { unit })
  return (
    <section className="jk-stack" aria-labelledby="load-title">
      <div className="jk-row" style={{ justifyContent: 'space-between' }}>
        <div>
          <h1 id="load-title">{t('load.title')}</h1>
          <div className="jk-rule">{t('load.intro')}</div>
        </div>
        <Button className="jk-tools" icon={<DownloadOutlined />} href={apiRoot + zonePath(slug, `${taskPaths.load}/export`) + queryString({ unit })} download>{t('register:export')}</Button>
      </div>
      <div className="jk-filters jk-tools" role="search" aria-label={t('register:filters')}>
        <label><span>{t('fields.unit')}</span><RemoteSelect path="org/units?status=active" label={t('fields.unit')} value={unit ? { value: unit } : undefined} onChange={(to) => setParams(to ? { unit: to.value } : {})} /></label>
      </div>
      <Refusal of={asked.error} onRetry={() => void asked.refetch()} />
      {asked.isPending && <Skeleton active />}
      {asked.data && <Bars table={asked.data} />}
    </section>
  )
}

/** An exact share as a figure for drawing only. */
const ratio = (share: string | undefined) => {
  if (!share) return undefined
  const [a = '0', b = '1'] = share.replace('%', '').split('/')
  return (Number(a) / Number(b)) / (share.includes('%') ? 100 : 1)
}

function Bars({ table }: { table: LoadTable }) {
  const { t } = useTranslation('tasks')
  const over = ratio(table.overload)
  const idle = ratio(table.idle)
  const most = Math.max(1, over ?? 0, ...table.items.map((one) => Number(one.percent) / 100))
  const place = (share: number) => `${Math.min(100, (share * 100) / most)}%`
  const standing = (one: PersonLoad) => {
    const share = ratio(one.share) ?? 0
    return over !== undefined && share > over ? 'over' : idle !== undefined && share < idle ? 'idle' : ''
  }
  if (table.items.length === 0) return <p className="jk-panel">{t('load.none')}</p>
  return (
    <>
      <p className="jk-rule">
        {t('load.standard', { weight: trim(table.standard) })}
        {table.overload && t('load.overLine', { line: lineText(table.overload) })}{table.idle && t('load.idleLine', { line: lineText(table.idle) })}
      </p>
      <div className="jk-table-box" style={{ minHeight: 0 }} tabIndex={0}>
        <table className="jk-table">
          <thead><tr><th scope="col">{t('fields.name')}</th><th scope="col">{t('fields.unit')}</th><th scope="col" className="jk-number">{t('load.tasks')}</th><th scope="col" className="jk-number">{t('load.weight')}</th><th scope="col" style={{ width: '45%' }}>{t('load.share')}</th></tr></thead>
          <tbody>
            {table.items.map((one) => {
              const is = standing(one)
              return (
                <tr key={one.person.id}>
                  <th scope="row">{one.person.name}</th>
                  <td>{one.unit?.name}</td>
                  <td className="jk-number"><Door load={one} /></td>
                  <td className="jk-number">{trim(one.weight)}</td>
                  <td>
                    <div className="jk-load">
                      <span className="jk-load-track" aria-hidden="true">
                        <span className={`jk-load-bar jk-load-${is || 'even'}`} style={{ width: place(Number(one.percent) / 100) }} />
                        {over !== undefined && <span className="jk-load-line" style={{ insetInlineStart: place(over) }} />}
                      </span>
                      <span className="jk-nowrap">{trim(one.percent)}% {is && <Tag color={is === 'over' ? 'warning' : undefined}>{t(`load.${is}`)}</Tag>}</span>
                    </div>
                  </td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </div>
    </>
  )
}

/** 6/5 → 120%, 120% as it is. */
function lineText(line: string): string {
  const value = ratio(line)
  return line.includes('%') || value === undefined ? line : percentText(String(value))
}

function Door({ load }: { load: PersonLoad }) {
  const link = useZoneLink()
  return load.tasks > 0 ? <Link to={link(`tasks?status=active&person=${load.person.id}`)}>{load.tasks}</Link> : <>{load.tasks}</>
}
