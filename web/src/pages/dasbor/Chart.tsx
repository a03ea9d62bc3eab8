// Charts come with the dashboard alone. What a chart shows stands in its table as well, so readers pass it over.
import { BarChart } from '@mantine/charts'
import '@mantine/charts/styles.css'

export interface Series { name: string; label: string; color: string }
export interface Drawn {
  data: Record<string, string | number>[]
  series: Series[]
  stacked?: boolean
  upright?: boolean
  /** A line at this value, what is above it is too much; with its words. */
  limit?: { at: number; words: string }
}
export default function Chart({ data, series, stacked, upright, limit }: Drawn) {
  const most = limit && Math.max(limit.at * 1.2, ...data.flatMap((one) => series.map(({ name }) => Number(one[name]))))
  return (
    <div aria-hidden="true" className="chart">
      <BarChart h={Math.max(160, upright ? 220 : 40 + data.length * 44)} data={data} dataKey="name" series={series} type={stacked ? 'stacked' : 'default'}
        orientation={upright ? 'horizontal' : 'vertical'} yAxisProps={upright ? { width: 52, unit: limit ? ' %' : undefined, domain: most ? [0, Math.ceil(most / 20) * 20] : undefined, allowDecimals: false } : { width: 150 }}
        xAxisProps={upright ? undefined : { allowDecimals: false }} referenceLines={limit && [{ y: limit.at, label: limit.words, color: 'orange.9' }]} gridAxis={upright ? 'x' : 'y'} withLegend={series.length > 1} withTooltip={false}
        barChartProps={{ accessibilityLayer: false }} barProps={{ isAnimationActive: false }} tickLine="none" maxBarWidth={22} />
    </div>
  )
}
