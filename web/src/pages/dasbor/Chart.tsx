// Charts come with the dashboard alone. What a chart shows stands in its table as well, so readers pass it over.
import { BarChart } from '@mantine/charts'
import '@mantine/charts/styles.css'

export interface Series { name: string; label: string; color: string }
export default function Chart({ data, series, stacked, upright }: { data: Record<string, string | number>[]; series: Series[]; stacked?: boolean; upright?: boolean }) {
  return (
    <div aria-hidden="true" className="chart">
      <BarChart h={Math.max(160, upright ? 220 : 40 + data.length * 34)} data={data} dataKey="name" series={series} type={stacked ? 'stacked' : 'default'}
        orientation={upright ? 'horizontal' : 'vertical'} yAxisProps={upright ? { width: 44 } : { width: 130 }} gridAxis={upright ? 'x' : 'y'} withLegend={series.length > 1} withTooltip={false}
        barChartProps={{ accessibilityLayer: false }} barProps={{ isAnimationActive: false }} tickLine="none" maxBarWidth={22} />
    </div>
  )
}
