// screens.md 3.5, /satu-hari: whether a card can be made on the day on which it is asked for, and why not.
import type { Status } from '../../api/types'
import { useRead } from '../../api/use'
import { Act } from '../../parts/Act'
import { ErrorBlock } from '../../parts/ErrorBlock'
import { useNow } from '../../shell/StatusBar'
import { clock, minutes, number } from '../../words/format'
import { useWords } from '../../words/words'
import type { Stock } from '../blangko/stock'
import { estimate, type Clocks } from './estimate'
import { useLines } from '../personalisasi/lines'

type Sign = 'good' | 'warns' | 'off'
const signs: Record<Sign, string> = { good: '●', warns: '▲', off: '○' }

export default function SameDay() {
  const t = useWords()
  const now = useNow(30_000)
  const status = useRead<Status>('/api/status', { every: 15_000 })
  const stock = useRead<Stock>('/api/stock')
  const clocks = useRead<Clocks>('/api/clocks')
  const ready = useLines('Unique')
  const failure = status.error ?? stock.error ?? clocks.error ?? ready.error
  const all = status.data && stock.data && clocks.data && ready.data
  if (!all) return <Act heading={t('satu_hari.judul')}>{failure ? <ErrorBlock failure={failure} /> : <div className="skeleton" role="status"><i /><i /><i /></div>}</Act>
  const { line, devices } = status.data
  const blanks = stock.data.keeps_stock ? stock.data.forecast.stock : null
  const search = clocks.data.steps.find((one) => one.clause === 'I.3')
  const finish = estimate(clocks.data, now)
  const means: { name: string; sign: Sign; words: string; stops: boolean }[] = [
    { name: 'line', sign: line.last_failure ? 'warns' : 'good', stops: line.last_failure !== null,
      words: line.last_failure ? t('satu_hari.jalur_putus', { jam: line.last_reached ? clock(line.last_reached) : '–' }) : t('satu_hari.jalur_baik') },
    { name: 'stock', sign: blanks === null ? 'off' : blanks > 0 ? 'good' : 'warns', stops: blanks === 0,
      words: blanks === null ? t('satu_hari.stok_tak_dicatat') : blanks > 0 ? t('satu_hari.stok_ada', { n: number(blanks) }) : t('satu_hari.stok_habis') },
    { name: 'reader', sign: devices.reader ? 'good' : 'warns', stops: !devices.reader, words: t(devices.reader ? 'satu_hari.alat_siap' : 'satu_hari.alat_tidak_ada') },
    { name: 'printer', sign: devices.printer ? 'good' : 'warns', stops: !devices.printer, words: t(devices.printer ? 'satu_hari.pencetak_siap' : 'satu_hari.pencetak_tidak_ada') },
    { name: 'search', sign: !search || search.count === 0 ? 'off' : search.breaches > 0 ? 'warns' : 'good', stops: false,
      words: !search || search.median_ms === null ? t('satu_hari.pemadan_belum', { n: search?.running ?? 0 }) : t('satu_hari.pemadan', { lama: minutes(search.median_ms), n: search.running }) },
  ]
  const stopped = means.filter((one) => one.stops)
  const waiting = ready.data.filter((one) => one.lane === 'same-day').length
  return (
    <Act heading={t('satu_hari.judul')}>
      {stopped.length > 0
        ? <p className="warning">{t('satu_hari.belum_bisa', { sebab: stopped.map((one) => one.words).join('; ') })}</p>
        : <p className="success">{finish ? t('satu_hari.bisa_jam', { jam: clock(finish) }) : t('satu_hari.bisa')}</p>}
      <table className="plain" aria-label={t('satu_hari.sarana')}>
        <thead><tr><th>{t('satu_hari.sarana')}</th><th>{t('satu_hari.keadaan')}</th></tr></thead>
        <tbody>
          {means.map((one) => <tr key={one.name}><th scope="row">{t('satu_hari.sarana_' + one.name)}</th><td>{signs[one.sign]} {one.words}</td></tr>)}
        </tbody>
      </table>
      <p>{t('satu_hari.menunggu', { n: waiting })}</p>
      <p className="hint">{t('satu_hari.perkiraan')}</p>
    </Act>
  )
}
