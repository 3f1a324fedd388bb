import { Segmented, Skeleton } from 'antd'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { ChartOption } from './echarts'

interface Props {
  /** What the chart shows, with its unit. */
  title: string
  option: ChartOption
  /** The same figures as a table: every chart has one behind it. */
  table: ReactNode
  height?: number
}

/** A chart, loaded when it is first shown, with the table of its figures one press away; paper gets the table. */
export function Chart({ title, option, table, height = 320 }: Props) {
  const { t } = useTranslation()
  const [as, setAs] = useState<'chart' | 'table'>('chart')
  return (
    <figure style={{ margin: 0 }} aria-label={title}>
      <figcaption className="jk-row" style={{ justifyContent: 'space-between', marginBottom: 8 }}>
        <h2 style={{ margin: 0 }}>{title}</h2>
        <Segmented<'chart' | 'table'> size="small" className="jk-no-print" aria-label={t('chart.as')} value={as} onChange={setAs}
          options={[{ value: 'chart', label: t('chart.chart') }, { value: 'table', label: t('chart.table') }]} />
      </figcaption>
      {as === 'chart' && <div className="jk-no-print"><Canvas option={option} height={height} label={title} /></div>}
      <div className={as === 'chart' ? 'jk-print-only' : undefined}>{table}</div>
    </figure>
  )
}

function Canvas({ option, height, label }: { option: ChartOption; height: number; label: string }) {
  const { t } = useTranslation()
  const place = useRef<HTMLDivElement>(null)
  const chart = useRef<{ setOption: (o: ChartOption, all: boolean) => void }>(undefined)
  const [ready, setReady] = useState(false)
  useEffect(() => {
    let gone = false
    let close = () => {}
    void import('./echarts').then(({ draw }) => {
      if (gone || !place.current) return
      const drawn = draw(place.current)
      const watch = new ResizeObserver(() => drawn.resize())
      watch.observe(place.current)
      chart.current = drawn
      setReady(true)
      close = () => {
        watch.disconnect()
        drawn.dispose()
      }
    })
    return () => {
      gone = true
      close()
    }
  }, [])
  useEffect(() => {
    if (ready) chart.current?.setOption(option, true)
  }, [ready, option])
  return (
    <>
      {!ready && <div role="status" aria-label={t('loading')}><Skeleton active /></div>}
      <div ref={place} role="img" aria-label={label} style={{ height: ready ? height : 0 }} />
    </>
  )
}
