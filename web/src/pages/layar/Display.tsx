// screens.md 3.7: tells the waiting room who goes where; read from ten metres, numbers alone, no names.
import { useCallback, useEffect, useRef, useState } from 'react'
import { get } from '../../api/client'
import type { Calling } from '../../api/counter'
import { useKeys } from '../../shell/keys'
import { useSession } from '../../shell/session'
import { useNow } from '../../shell/StatusBar'
import { clock, longDay, time } from '../../words/format'
import { useWords } from '../../words/words'
import { labelOf } from '../antrian/CallNext'
import { Announcer } from './speech'
import './display.css'

interface Shown { queue_number: number; kind?: string; lane: string; label?: string }
interface Hours { weekday: number; open: string; close: string }
interface Board { waiting: Shown[]; cards: Shown[]; calling?: Calling[]; estimate_minutes?: number | null; place?: string; hours?: Hours[]; clock?: string }

const every_ms = 5000, lost_ms = 10_000, new_ms = 10_000
const keyOf = (one: Calling) => `${one.queue_number} ${one.at}`
const kindOf = (one: Shown) => one.kind ?? (one.lane === 'regular' ? 'A' : 'P')

/** The board, read whenever the queue changes and every five seconds besides. */
function useBoard() {
  const [board, setBoard] = useState<Board | null>(null)
  const [at, setAt] = useState(0)
  useEffect(() => {
    let here = true
    const read = () => get<Board>('/api/display').then((got) => { if (here) { setBoard(got); setAt(Date.now()) } }).catch(() => undefined)
    void read()
    const timer = setInterval(read, every_ms)
    const source = new EventSource('/api/display/events')
    source.addEventListener('queue', () => void read())
    return () => { here = false; clearInterval(timer); source.close() }
  }, [])
  return { board, at }
}

export default function Display() {
  const t = useWords()
  const { site } = useSession()
  const { board, at } = useBoard()
  const now = useNow(1000)
  const [announcer, setAnnouncer] = useState<Announcer | null>(null)
  const known = useRef<Set<string> | null>(null)
  const heard = useRef(new Map<string, number>())
  const [full, setFull] = useState(false)

  const start = useCallback(() => {
    void Announcer.start().then(setAnnouncer)
    void document.documentElement.requestFullscreen?.().then(() => setFull(true)).catch(() => undefined)
  }, [])
  useKeys({ Enter: !announcer && start })
  useEffect(() => { document.title = t('layar.judul') + ' · ktpel' }, [t])

  // The newest first; those that were called before this screen was opened are shown and not spoken.
  const calling = [...(board?.calling ?? [])].sort((a, b) => b.at.localeCompare(a.at))
  useEffect(() => {
    if (!board) return
    const keys = (board.calling ?? []).map(keyOf)
    if (known.current)
      for (const one of [...(board.calling ?? [])].sort((a, b) => a.at.localeCompare(b.at)))
        if (!known.current.has(keyOf(one))) {
          heard.current.set(keyOf(one), Date.now())
          announcer?.call({ label: labelOf(one), desk: one.desk })
        }
    known.current = new Set(keys)
  }, [board, announcer])

  const newest = calling[0]
  const isNew = (one: Calling) => now - (heard.current.get(keyOf(one)) ?? 0) < new_ms
  const count = (kind: string) => board?.waiting.filter((one) => kindOf(one) === kind).length ?? 0
  const lost = board !== null && now - at > lost_ms
  const today = board?.hours?.find((one) => one.weekday === (new Date(now).getDay() || 7))
  return (
    <main className="display" lang="id">
      <h1 className="hidden">{t('layar.judul')}</h1>
      <header>
        <span>{board?.place ?? site.place}</span>
        {site.specimen && <span className="specimen">{t('kerangka.spesimen')}</span>}
        <span>{longDay(now)}, {time(now)}</span>
      </header>
      <section className="calling" aria-live="polite">
        <p>{t('layar.sedang_dipanggil')}</p>
        {newest
          ? <div className={isNew(newest) ? 'called new' : 'called'}><strong>{labelOf(newest)}</strong><span>{t('layar.ke', { meja: newest.desk.toUpperCase() })}</span></div>
          : <div className="called none"><strong>–</strong><span>{t('layar.belum_ada')}</span></div>}
      </section>
      <section className="desks-now">
        <table>
          <caption className="hidden">{t('layar.meja')}</caption>
          <tbody>
            {calling.slice(0, 6).sort((a, b) => a.desk.localeCompare(b.desk)).map((one) => (
              <tr key={one.desk} className={isNew(one) ? 'new' : ''}><th scope="row">{one.desk.toUpperCase()}</th><td>{labelOf(one)}</td><td>{isNew(one) ? '◀' : ''}</td></tr>
            ))}
          </tbody>
        </table>
        <div className="waiting">
          <p>{t('layar.menunggu')}</p>
          <p className="counts">{t('layar.hitungan', { a: count('A'), p: count('P'), k: count('K') })}</p>
          <p>{typeof board?.estimate_minutes === 'number' ? t('layar.kira_kira', { n: board.estimate_minutes }) : ''}</p>
          {today && <p className="hours">{t('layar.jam', { buka: today.open, tutup: today.close })}</p>}
        </div>
      </section>
      <footer>
        {lost
          ? <p className="trouble" role="alert">{t('layar.terputus')} <small>{t('layar.terakhir', { jam: clock(at) })} (1503)</small></p>
          : <p>{t('layar.gratis')}</p>}
        {!announcer
          ? <button type="button" onClick={start}>{t('layar.nyalakan')}</button>
          : !announcer.speaks && <small>{t('layar.tanpa_suara')} (1501)</small>}
        {announcer && !full && <small className="hidden">{t('layar.suara_menyala')}</small>}
      </footer>
    </main>
  )
}
