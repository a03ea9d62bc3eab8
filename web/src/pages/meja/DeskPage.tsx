// screens.md 3.2: the operator's one list: to capture, to verify at pick-up, interrupted ones on top.
import { NativeSelect } from '@mantine/core'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { post } from '../../api/client'
import type { ApplicationLine, Page } from '../../api/types'
import { useAct, useRead } from '../../api/use'
import { Act, type Step } from '../../parts/Act'
import { ActList, type Column } from '../../parts/ActList'
import { useDraft } from '../../parts/drafts'
import { ErrorBlock } from '../../parts/ErrorBlock'
import { useNow } from '../../shell/StatusBar'
import { age, kindOfLane, longDay, nikTail, queue } from '../../words/format'
import { laneWords } from '../../words/application'
import { useWords } from '../../words/words'
import { labelOf } from '../antrian/CallNext'
import { useTakeBack } from '../antrian/takeBack'
import type { InProgress } from '../perekaman/capture'
import { DiscardPanel } from './DiscardPanel'
import { halfWords } from './half'

interface Called { queue_number: number; kind: string; label: string; number: string; desk: string; at: string; times: number; shelf?: string }
interface Waiting { queue_number: number; kind: string; label: string; number: string; name: string; lane: string; since: string; called: number; here: boolean; shelf?: string }
interface Queue { desks: string[]; waiting: Waiting[]; calling: Called[]; estimate_minutes: number | null }
interface DeskDraft { desk: string }
const emptyDesk: DeskDraft = { desk: '' }
interface Row { number: string; label: string; name: string; nik: string; task: 'capture' | 'again' | 'pickup'; lane: string; since: string; half?: InProgress; call?: Called; shelf?: string }

const limits = { capture: 4, again: 4, pickup: 2 }
const idOf = (row: Row) => row.number
const states = 'Registered,RejectedAtCheck,Called'

/** Half-done first, then who is called to this desk, then as the queue stands. */
export function rowsOf(applications: ApplicationLine[], waiting: Queue, halves: InProgress[], desk: string): Row[] {
  const order = new Map(waiting.waiting.map((one, i) => [one.number, i]))
  const here = (one: ApplicationLine) => one.state !== 'Called' || waiting.waiting.some((other) => other.number === one.number && other.here) || waiting.calling.some((other) => other.number === one.number)
  const rank = (row: Row) => (row.half ? 0 : desk && row.call?.desk === desk ? 1 : 2)
  return applications.filter(here).map((one): Row => {
    const call = waiting.calling.find((other) => other.number === one.number)
    const wait = waiting.waiting.find((other) => other.number === one.number)
    return {
      number: one.number, name: one.name, nik: one.nik, lane: one.lane, since: wait?.since ?? one.since, call,
      label: wait?.label ?? call?.label ?? queue(one.queue_number, one.state === 'Called' ? 'K' : kindOfLane(one.lane)),
      task: one.state === 'Called' ? 'pickup' : one.state === 'RejectedAtCheck' ? 'again' : 'capture',
      shelf: wait?.shelf ?? call?.shelf, half: halves.find((other) => other.number === one.number),
    }
  }).sort((a, b) => rank(a) - rank(b) || (order.get(a.number) ?? 1e6) - (order.get(b.number) ?? 1e6) || a.since.localeCompare(b.since))
}

export default function DeskPage() {
  const t = useWords()
  const [, go] = useLocation()
  const now = useNow(10000)
  const applications = useRead<Page<ApplicationLine>>('/api/applications?state=' + states, { every: 30000 })
  const waiting = useRead<Queue>('/api/queue', { every: 30000 })
  const captures = useRead<{ items: InProgress[] }>('/api/captures', { every: 30000 })
  const [discarding, setDiscarding] = useState<Row | null>(null)
  const [draft, change] = useDraft<DeskDraft>('meja', emptyDesk)
  const [current, setCurrent] = useState<string | null>(null)
  const [called, setCalled] = useState<Called | null>(null)
  const desks = waiting.data?.desks ?? []
  const desk = draft?.desk && desks.includes(draft.desk) ? draft.desk : desks[0] ?? ''
  const [fresh, setFresh] = useState<Called | null>(null)
  const [said, setSaid] = useState('')
  const take = (one: Called) => { setSaid(''); setCalled(one); setFresh(one) }
  const back = useTakeBack(fresh, (one) => { setCalled(null); setFresh(null); setSaid(t('antrian.dibatalkan', { nomor: labelOf(one) })); void waiting.refetch() })
  const call = useAct(async () => take(await post<Called>('/api/queue/next', { desk })))
  const again = useAct(async (one: Called) => take(await post<Called>(`/api/queue/${one.queue_number}/call`, { desk: one.desk })))
  const absent = useAct(async (one: Called) => { await post(`/api/queue/${one.queue_number}/absent`); setCalled(null); setFresh(null); setSaid(t('antrian.dicatat_tidak_hadir', { nomor: one.label })) })
  const rows = applications.data && waiting.data && captures.data && draft ? rowsOf(applications.data.items, waiting.data, captures.data.items, desk) : undefined
  const mine = called ?? waiting.data?.calling.find((one) => one.desk === desk) ?? null
  const open = (row: Row) => go((row.task === 'pickup' ? '/pengambilan/' : '/perekaman/') + encodeURIComponent(row.number))
  const focused = rows?.find((row) => row.number === (called?.number ?? current)) ?? rows?.[0]
  const columns: Column<Row>[] = [
    { words: t('meja.kolom.nomor'), cell: (row) => <b>{row.label}</b>, width: '80px' },
    { words: t('meja.kolom.nama'), cell: (row) => <>{row.name} <span className="dim">{nikTail(row.nik)}</span></> },
    { words: t('meja.kolom.tugas'), cell: (row) => <>{t('meja.tugas.' + row.task)}{row.shelf && <b> {t('meja.rak', { rak: row.shelf })}</b>}</>, width: '170px' },
    { words: t('meja.kolom.menunggu'), cell: (row) => age(now - Date.parse(row.since)), width: '100px', numeric: true },
    { words: t('meja.kolom.batas'), cell: (row) => t('meja.batas', { n: limits[row.task] }), width: '100px', numeric: true },
    {
      words: t('meja.kolom.tanda'), width: '230px',
      cell: (row) => row.half ? `▲ ${halfWords(t, row.half)}`
        : row.call ? `◆ ${t('meja.dipanggil_ke', { meja: row.call.desk, kali: row.call.times })}` : row.lane !== 'regular' ? `◆ ${laneWords(t, row.lane)}` : '',
    },
  ]
  const others: Step[] = [
    { key: 'F4', words: t('meja.panggil'), run: () => void call.run(), busy: call.busy, disabled: !desk },
    ...(mine ? [
      { key: 'Alt+U', words: t('meja.panggil_lagi'), run: () => void again.run(mine), busy: again.busy },
      { key: 'Alt+H', words: t('meja.tidak_hadir'), run: () => void absent.run(mine), busy: absent.busy },
    ] : []),
    ...(focused?.half ? [{ key: 'Alt+X', words: t('meja.buang.tombol'), run: () => setDiscarding(focused) }] : []),
  ]
  const trouble = applications.error ?? waiting.error ?? captures.error
  const longest = rows?.length ? Math.max(...rows.map((row) => now - Date.parse(row.since))) : 0
  return (
    <Act heading={t('meja.judul')} about={longDay(now)} failure={call.failure ?? again.failure ?? absent.failure ?? back.failure} others={others}
      primary={focused && { words: focused.half ? t('meja.lanjutkan', { nomor: focused.label }) : t('meja.mulai_' + focused.task, { nomor: focused.label }), run: () => open(focused) }}>
      <div className="row">
        <span>{t('meja.meja_saya')}</span>
        <NativeSelect size="xs" aria-label={t('meja.meja_saya')} value={desk} onChange={(e) => change({ desk: e.currentTarget.value })} data={desks} />
        {called && <p className="notice" role="status">◆ {t('meja.dipanggil', { nomor: called.label, meja: called.desk })} {back.shown}</p>}
        {said && !called && <p className="notice" role="status">◆ {said}</p>}
      </div>
      <ActList label={t('meja.judul')} rows={rows} id={idOf} columns={columns} open={open} text={(row) => `${row.label} ${row.name} ${row.nik}`}
        onFocusRow={(row) => { setCurrent(row.number); setCalled(null) }} empty={t('meja.kosong')} failure={trouble && !rows ? <ErrorBlock failure={trouble} /> : undefined} />
      {rows && rows.length > 0 && <p className="hint">{t('meja.ringkas', { n: rows.length, lama: age(longest) })}{waiting.data?.estimate_minutes != null && ' · ' + t('meja.perkiraan', { n: waiting.data.estimate_minutes })}</p>}
      {discarding && <DiscardPanel number={discarding.number} about={`${discarding.label} ${discarding.name}`} close={() => setDiscarding(null)}
        done={() => { setDiscarding(null); setSaid(t('meja.buang.selesai', { nomor: discarding.label })); void captures.refetch() }} />}
    </Act>
  )
}
