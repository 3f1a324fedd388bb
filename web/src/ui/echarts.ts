import { BarChart, CustomChart, FunnelChart, LineChart, type BarSeriesOption, type CustomSeriesOption, type FunnelSeriesOption, type LineSeriesOption } from 'echarts/charts'
import { DatasetComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent, type DatasetComponentOption, type GridComponentOption, type LegendComponentOption, type MarkLineComponentOption, type TooltipComponentOption } from 'echarts/components'
import { init, use, type ComposeOption } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import { chartPalette } from '../theme/tokens'

use([BarChart, CustomChart, FunnelChart, LineChart, DatasetComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent, SVGRenderer])

/** What a chart can be told: bars, lines, funnels and drawings of one's own (Gantt). */
export type ChartOption = ComposeOption<
  | BarSeriesOption | CustomSeriesOption | FunnelSeriesOption | LineSeriesOption
  | DatasetComponentOption | GridComponentOption | LegendComponentOption | MarkLineComponentOption | TooltipComponentOption
>

const manner = {
  color: chartPalette,
  legend: { top: 0 },
  grid: { top: 48, left: 8, right: 16, bottom: 8, containLabel: true },
  textStyle: { fontFamily: 'inherit', color: '#1f1f1f' },
}

/** A chart in a place, in the house's palette, sharp at any size and on paper. */
export function draw(place: HTMLElement) {
  return init(place, manner, { renderer: 'svg' })
}
