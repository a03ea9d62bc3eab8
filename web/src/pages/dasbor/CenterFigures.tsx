import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { Link } from 'wouter'
import { query } from '../../api/client'
import { useRead } from '../../api/use'
import { ErrorBlock } from '../../parts/ErrorBlock'
import { stateWords } from '../../words/application'
import { age, day as dayOf, number, parseDay } from '../../words/format'
import { useWords } from '../../words/words'
import { Figure } from './Figure'

interface States { rows: { office: string; state: string; count: number; oldest_hours: number }[] }
interface Sla {
  rows: { office: string; checks: number; answered: number; late: number; overdue: number; mean_minutes: number }[]
  limit_hours: number
  overdue_now: { number: string; office: string; since: string }[]
}
interface Quality { rows: { office: string; operator: string; recordings: number; fingers: number; mean_quality: number | null; poor_fingers: number; exceptions: number }[] }
interface CenterStock { items: { site: string; place: string; good: number; spoilt: number; days_left: number | null }[] }

const hour = 3600_000
/** Where nobody has anything left to do. */
const ended = ['Issued', 'Cancelled', 'Duplicate']

export function CenterFigures({ charts }: { charts: boolean }) {
  const t = useWords()
  const [from, setFrom] = useState(() => dayOf(Date.now() - 6 * 24 * hour))
  const [to, setTo] = useState(() => dayOf(Date.now()))
  const first = parseDay(from), last = parseDay(to)
  const period = first && last ? { from: first, to: last } : null
  const states = useRead<States>('/api/reports/states')
  const sla = useRead<Sla>(period && query('/api/reports/sla', period))
  const quality = useRead<Quality>(period && query('/api/reports/quality', period))
  const stock = useRead<CenterStock>('/api/stock')
  const checks = sla.data?.rows ?? []
  const sum = (of: (row: Sla['rows'][number]) => number) => checks.reduce((all, row) => all + of(row), 0)
  const answered = sum((row) => row.answered), late = sum((row) => row.late)
  const share = answered > 0 ? (100 * (answered - late)) / answered : null
  const standing = new Map<string, { count: number; oldest: number }>()
  for (const row of states.data?.rows ?? []) {
    const there = standing.get(row.state) ?? { count: 0, oldest: 0 }
    standing.set(row.state, { count: there.count + row.count, oldest: Math.max(there.oldest, row.oldest_hours) })
  }
  const backlog = [...standing].sort((a, b) => b[1].count - a[1].count)
  const open = backlog.filter(([state]) => !ended.includes(state))
  const overdue = sla.data?.overdue_now ?? []
  const hours = (n: number) => age(n * hour)
  return (
    <>
      <div className="row period">
        <TextInput label={t('dasbor.dari')} value={from} onChange={(e) => setFrom(e.currentTarget.value)} error={first ? undefined : t('dasbor.hari_salah')} />
        <TextInput label={t('dasbor.sampai')} value={to} onChange={(e) => setTo(e.currentTarget.value)} error={last ? undefined : t('dasbor.hari_salah')} />
      </div>
      {[states.error, sla.error, quality.error].map((failure, i) => failure && <ErrorBlock key={i} failure={failure} />)}
      <ul className="tiles" aria-label={t('dasbor.ringkasan')}>
        <li className="tile">
          <span className="tile-name">{t('dasbor.i3', { n: sla.data?.limit_hours ?? 24 })}</span>
          <b>{share === null ? '○ –' : `${late === 0 ? '●' : '▲'} ${number(share, 1)} %`}</b>
          <span>{share === null ? t('dasbor.belum_ada') : late === 0 ? t('dasbor.sesuai') : t('dasbor.sebagian', { n: late })}</span>
        </li>
        <li className="tile"><span className="tile-name">{t('dasbor.lewat_sekarang')}</span><b>{overdue.length > 0 ? '■' : '●'} {number(overdue.length)}</b><span>{t(overdue.length > 0 ? 'dasbor.lihat_daftar' : 'dasbor.sesuai')}</span></li>
        <li className="tile"><span className="tile-name">{t('dasbor.tertunggak')}</span><b>{number(open.reduce((all, [, one]) => all + one.count, 0))}</b><span>{t('dasbor.permohonan')}</span></li>
      </ul>
      <Figure title={t('dasbor.keadaan')} charts={charts} empty={t('dasbor.kosong')} csv="/api/reports/states?format=csv"
        columns={[{ words: t('dasbor.kolom_keadaan') }, { words: t('dasbor.kolom_banyak'), numeric: true }, { words: t('dasbor.kolom_tertua'), numeric: true }]}
        rows={backlog.map(([state, one]) => ({ key: state, cells: [stateWords(t, state), number(one.count), hours(one.oldest)] }))}
        chart={{ data: open.map(([state, one]) => ({ name: stateWords(t, state), n: one.count })), series: [{ name: 'n', label: t('dasbor.kolom_banyak'), color: 'ktpel.7' }] }} />
      <Figure title={t('dasbor.batas_24')} charts={charts} empty={t('dasbor.kosong')} csv={period ? query('/api/reports/sla', { ...period, format: 'csv' }) : undefined}
        columns={[
          { words: t('dasbor.kolom_tempat') }, { words: t('dasbor.kolom_dijawab'), numeric: true }, { words: t('dasbor.kolom_lewat'), numeric: true },
          { words: t('dasbor.kolom_terbuka'), numeric: true }, { words: t('dasbor.kolom_rata'), numeric: true },
        ]}
        rows={checks.map((row) => ({ key: row.office, cells: [row.office, number(row.answered), row.late > 0 ? `▲ ${number(row.late)}` : '0', row.overdue > 0 ? `■ ${number(row.overdue)}` : '0', age(row.mean_minutes * 60000)] }))}
        chart={{
          data: checks.map((row) => ({ name: row.office, kept: row.answered - row.late, late: row.late })), stacked: true,
          series: [{ name: 'kept', label: t('dasbor.tepat'), color: 'ktpel.7' }, { name: 'late', label: t('dasbor.kolom_lewat'), color: 'orange.7' }],
        }} />
      {overdue.length > 0 && (
        <section className="figure" aria-label={t('dasbor.lewat_sekarang')}>
          <h2>{t('dasbor.lewat_sekarang')}</h2>
          <ul className="late">{overdue.map((one) => <li key={one.number}>■ <Link href={'/permohonan/' + one.number}>{one.number}</Link> · {one.office} · {age(Date.now() - Date.parse(one.since))}</li>)}</ul>
        </section>
      )}
      <Figure title={t('dasbor.mutu')} note={t('dasbor.mutu_catatan')} charts={charts} empty={t('dasbor.kosong')} csv={period ? query('/api/reports/quality', { ...period, format: 'csv' }) : undefined}
        columns={[
          { words: t('dasbor.kolom_tempat') }, { words: t('dasbor.kolom_petugas') }, { words: t('dasbor.kolom_rekaman'), numeric: true },
          { words: t('dasbor.kolom_mutu'), numeric: true }, { words: t('dasbor.kolom_jari_kurang'), numeric: true }, { words: t('dasbor.kolom_pengecualian'), numeric: true },
        ]}
        rows={(quality.data?.rows ?? []).map((row) => ({
          key: row.office + ' ' + row.operator,
          cells: [row.office, row.operator || t('dasbor.lainnya'), number(row.recordings), row.mean_quality === null ? '–' : number(row.mean_quality), number(row.poor_fingers), number(row.exceptions)],
        }))}
        chart={{ data: (quality.data?.rows ?? []).map((row) => ({ name: row.operator || `${row.office}, ${t('dasbor.lainnya')}`, n: row.mean_quality ?? 0 })), series: [{ name: 'n', label: t('dasbor.kolom_mutu'), color: 'ktpel.7' }] }} />
      {stock.data && (
        <Figure title={t('dasbor.blangko')} charts={charts} empty={t('dasbor.kosong')}
          columns={[{ words: t('dasbor.kolom_tempat') }, { words: t('dasbor.kolom_baik'), numeric: true }, { words: t('dasbor.kolom_rusak'), numeric: true }, { words: t('dasbor.kolom_cukup'), numeric: true }]}
          rows={stock.data.items.map((one) => ({ key: one.site, cells: [one.place, number(one.good), number(one.spoilt), one.days_left === null ? '–' : t('dasbor.hari_n', { n: number(one.days_left) })] }))}
          chart={{
            data: stock.data.items.map((one) => ({ name: one.place, good: one.good, spoilt: one.spoilt })), stacked: true,
            series: [{ name: 'good', label: t('dasbor.kolom_baik'), color: 'ktpel.7' }, { name: 'spoilt', label: t('dasbor.kolom_rusak'), color: 'orange.7' }],
          }} />
      )}
    </>
  )
}
