import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { query } from '../../api/client'
import { useRead } from '../../api/use'
import { ErrorBlock } from '../../parts/ErrorBlock'
import { useOfficer } from '../../shell/session'
import { day as dayOf, minutes, number, parseDay } from '../../words/format'
import { useWords } from '../../words/words'
import { csvLine, Figure } from './Figure'

interface Clock { clause: string; label: string; limit_ms: number; count: number; running: number; breaches: number; median_ms: number | null }
interface Clocks { day: string; steps: Clock[] }
interface Stock {
  keeps_stock: boolean
  account: { opening: number; received: number; good: number; spoilt: number; closing: number }
  forecast: { stock: number; backlog: number; per_day: number; days_left: number | null; short_of: number }
}
interface Spoilage { causes: { cause: string; count: number }[] }

/** "24 jam", or minutes as the clock says them. */
const limitWords = (ms: number, hours: (n: number) => string) => (ms >= 3600_000 ? hours(Math.round(ms / 3600_000)) : minutes(ms))

export function OfficeFigures({ charts }: { charts: boolean }) {
  const t = useWords()
  const { role } = useOfficer()
  const [typed, setTyped] = useState(() => dayOf(Date.now()))
  const day = parseDay(typed)
  const clocks = useRead<Clocks>(day && query('/api/clocks', { day }))
  const keeps = ['dinas-admin', 'supervisor', 'auditor'].includes(role)
  const stock = useRead<Stock>(keeps ? '/api/stock' : null)
  const spoilage = useRead<Spoilage>(stock.data?.keeps_stock ? '/api/stock/spoilage' : null)
  const steps = clocks.data?.steps ?? []
  const words = (ms: number) => limitWords(ms, (n) => t('dasbor.jam', { n }))
  const over = (step: Clock) => (step.median_ms ?? 0) > step.limit_ms
  const sign = (step: Clock) => (step.median_ms === null ? '○' : over(step) ? '■' : step.breaches > 0 ? '▲' : '●')
  const verdict = (step: Clock) =>
    step.median_ms === null ? t('dasbor.belum_ada') : over(step) ? t('dasbor.lewat', { lama: words(step.median_ms - step.limit_ms) }) : step.breaches > 0 ? t('dasbor.sebagian', { n: step.breaches }) : t('dasbor.sesuai')
  return (
    <>
      <TextInput className="period" label={t('dasbor.hari')} value={typed} onChange={(e) => setTyped(e.currentTarget.value)} error={day ? undefined : t('dasbor.hari_salah')} />
      {clocks.error && <ErrorBlock failure={clocks.error} />}
      <ul className="tiles" aria-label={t('dasbor.langkah')}>
        {steps.map((step) => (
          <li key={step.clause} className="tile">
            <span className="tile-name">{step.clause} · {words(step.limit_ms)}</span>
            <b>{sign(step)} {step.median_ms === null ? '–' : words(step.median_ms)}</b>
            <span>{verdict(step)}</span>
          </li>
        ))}
      </ul>
      <Figure title={t('dasbor.langkah')} note={t('dasbor.median')} charts={charts} empty={t('dasbor.kosong')} file={`langkah-${clocks.data?.day ?? ''}.csv`}
        csv={() => csvLine(['clause', 'step', 'limit_minutes', 'median_minutes', 'count', 'running', 'breaches'])
          + steps.map((step) => csvLine([step.clause, step.label, step.limit_ms / 60000, step.median_ms === null ? null : Math.round(step.median_ms / 600) / 100, step.count, step.running, step.breaches])).join('')}
        columns={[
          { words: t('dasbor.kolom_langkah') }, { words: t('dasbor.kolom_batas'), numeric: true }, { words: t('dasbor.kolom_median'), numeric: true },
          { words: t('dasbor.kolom_selesai'), numeric: true }, { words: t('dasbor.kolom_berjalan'), numeric: true }, { words: t('dasbor.kolom_lewat'), numeric: true },
        ]}
        rows={steps.map((step) => ({
          key: step.clause,
          cells: [`${step.clause} ${t('dasbor.langkah_' + step.clause.replace('.', '_'))}`, words(step.limit_ms), step.median_ms === null ? '–' : words(step.median_ms), number(step.count), number(step.running), step.breaches > 0 ? `▲ ${number(step.breaches)}` : '0'],
        }))}
        chart={{
          data: steps.map((step) => ({ name: step.clause, share: step.median_ms === null ? 0 : Math.round((100 * step.median_ms) / step.limit_ms) })),
          series: [{ name: 'share', label: t('dasbor.persen_batas'), color: 'ktpel.7' }], upright: true, limit: { at: 100, words: t('dasbor.batas_sop') },
        }} />
      {stock.data?.keeps_stock && (
        <Figure title={t('dasbor.blangko')} charts={charts} empty={t('dasbor.kosong')}
          note={stock.data.forecast.days_left === null
            ? t('dasbor.stok_tanpa_perkiraan', { n: number(stock.data.forecast.stock) })
            : t('dasbor.stok', { n: number(stock.data.forecast.stock), hari: number(stock.data.forecast.days_left), antri: number(stock.data.forecast.backlog) })}
          columns={[{ words: t('dasbor.kolom_perihal') }, { words: t('dasbor.kolom_keping'), numeric: true }]}
          rows={[
            ...(['opening', 'received', 'good', 'spoilt', 'closing'] as const).map((key) => ({ key, cells: [t('dasbor.blangko_' + key), number(stock.data?.account[key] ?? 0)] })),
            ...(spoilage.data?.causes ?? []).map((one) => ({ key: one.cause, cells: [t('dasbor.rusak_sebab', { sebab: one.cause }), number(one.count)] })),
          ]}
          chart={{ data: (['good', 'spoilt', 'closing'] as const).map((key) => ({ name: t('dasbor.blangko_' + key), n: stock.data?.account[key] ?? 0 })), series: [{ name: 'n', label: t('dasbor.kolom_keping'), color: 'ktpel.7' }] }} />
      )}
    </>
  )
}
