// screens.md 3.2, 3.5: who waits, who is called, and calling out of order with a reason.
import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { post } from '../../api/client'
import type { Calling, QueueState, Waiting } from '../../api/counter'
import { useAct, useRead } from '../../api/use'
import { Act } from '../../parts/Act'
import { ActList, type Column } from '../../parts/ActList'
import { ErrorBlock } from '../../parts/ErrorBlock'
import { useKeys } from '../../shell/keys'
import { useNow } from '../../shell/StatusBar'
import { age, clock } from '../../words/format'
import { sentence, useWords } from '../../words/words'
import { callNext, useDesk } from './calling'
import { labelOf } from './CallNext'
import { DeskChoice } from './DeskChoice'
import { useTakeBack } from './takeBack'
import './queue.css'

const reasons = ['lansia', 'disabilitas', 'hamil', 'dipanggil', 'pindah'] as const
const id = (one: Waiting) => String(one.queue_number)

export default function Queue() {
  const t = useWords()
  const desk = useDesk()
  const now = useNow(15_000)
  const state = useRead<QueueState>('/api/queue')
  const [row, setRow] = useState<Waiting | null>(null)
  const [choosing, setChoosing] = useState(false)
  const [asking, setAsking] = useState<Waiting | null>(null)
  const [said, setSaid] = useState('')
  const [called, setCalled] = useState<Calling | null>(null)
  const done = async (words: string) => { setSaid(words); await state.refetch() }
  const call = useAct(async (one: { queue_number: number }, reason?: string) => {
    const called = await post<Calling>(`/api/queue/${one.queue_number}/call`, { desk: desk.name, ...(reason ? { reason } : {}) })
    setAsking(null)
    setCalled(called)
    await done(t('antrian.dipanggil', { nomor: labelOf(called), meja: called.desk }))
  })
  const back = useTakeBack(called, (one) => { setCalled(null); void done(t('antrian.dibatalkan', { nomor: labelOf(one) })) })
  const absent = useAct(async (one: Calling) => {
    setCalled(null)
    await post(`/api/queue/${one.queue_number}/absent`)
    await done(t('antrian.dicatat_tidak_hadir', { nomor: labelOf(one) }))
  })
  const arrive = useAct(async (one: Waiting) => {
    await post(`/api/queue/${one.queue_number}/arrival`)
    await done(t('antrian.sudah_datang', { nomor: labelOf(one) }))
  })

  const waiting = state.data?.waiting
  const here = waiting?.filter((one) => one.here !== false) ?? []
  const mine = state.data?.calling.find((one) => one.desk === desk.name)
  const chosen = waiting?.find((one) => one.queue_number === row?.queue_number) ?? waiting?.[0]
  const open = (one: Waiting) => {
    if (one.here === false) return void arrive.run(one)
    if (!desk.name) return setChoosing(true)
    if (one.queue_number === here[0]?.queue_number) return void call.run(one)
    setAsking(one)
  }
  const columns: Column<Waiting>[] = [
    { words: t('antrian.nomor'), width: '110px', cell: (one) => <b>{labelOf(one)}</b> },
    { words: t('antrian.nama'), cell: (one) => one.name ?? one.number },
    { words: t('antrian.untuk'), width: '130px', cell: (one) => t(one.kind === 'K' ? 'antrian.ambil_kartu' : 'antrian.perekaman') },
    { words: t('antrian.menunggu'), width: '130px', cell: (one) => (one.here === false ? t('antrian.belum_datang') : age(now - Date.parse(one.since))) },
    { words: t('antrian.tanda'), width: '170px', cell: (one) => [one.kind === 'P' ? t('jalur.priority') : '', one.called > 0 ? t('antrian.sudah_dipanggil', { n: one.called }) : ''].filter(Boolean).join(' · ') },
  ]
  useKeys({ 'Alt+J': () => setChoosing(true) })
  return (
    <Act heading={t('antrian.judul')} clause="I.1" about={<span className="row">{desk.name ? t('antrian.meja_ini', { meja: desk.name }) : t('antrian.belum_pilih_meja')} <Button size="compact-sm" variant="default" disabled={!state.data} onClick={() => setChoosing(true)}><kbd>Alt+J</kbd> {t('antrian.ganti_meja')}</Button></span>}
      primary={{ words: chosen?.here === false ? t('antrian.catat_datang') : t('antrian.panggil_ini'), run: () => chosen && open(chosen), disabled: !chosen || asking !== null, busy: call.busy || arrive.busy }}
      others={[
        { key: 'F4', words: t('antrian.panggil_berikutnya'), run: callNext },
        { key: 'Alt+U', words: t('antrian.panggil_lagi'), run: () => mine && void call.run(mine), disabled: !mine },
        { key: 'Alt+H', words: t('antrian.tidak_hadir'), run: () => mine && void absent.run(mine), disabled: !mine, busy: absent.busy },
      ]}
      failure={asking ? null : call.failure ?? absent.failure ?? arrive.failure ?? back.failure} success={said ? <>{said} {back.shown}</> : undefined}>
      {state.data && (
        <div className="now-calling" role="group" aria-label={t('antrian.sedang_dipanggil')}>
          {state.data.desks.map((name) => {
            const one = state.data.calling.find((call) => call.desk === name)
            return (
              <div key={name} data-mine={name === desk.name}>
                <span>{name}{name === desk.name ? ` · ${t('antrian.anda')}` : ''}</span>
                <span className="number">{one ? labelOf(one) : '–'}</span>
                <span className="dim">{one ? t('antrian.dipanggil_pukul', { jam: clock(one.at), n: one.times }) : t('antrian.tidak_memanggil')}</span>
              </div>
            )
          })}
        </div>
      )}
      <ActList label={t('antrian.judul')} rows={waiting} id={id} columns={columns} open={open} onFocusRow={setRow} empty={t('antrian.kosong')}
        failure={state.error && <ErrorBlock failure={state.error} />} />
      {state.data && (
        <p className="hint">
          {t('antrian.ringkas', { n: here.length, lama: here[0] ? age(now - Math.min(...here.map((one) => Date.parse(one.since)))) : '–' })}
          {state.data.estimate_minutes !== null && ' · ' + t('antrian.perkiraan', { n: state.data.estimate_minutes })}
        </p>
      )}
      {choosing && state.data && <DeskChoice desks={state.data.desks} close={() => setChoosing(false)} done={() => setChoosing(false)} />}
      {asking && <ReasonPanel one={asking} busy={call.busy} failure={call.failure} close={() => { call.clear(); setAsking(null) }} call={(reason) => void call.run(asking, reason)} />}
    </Act>
  )
}

/** Calling out of order asks a coded reason; it is written into the journal. */
function ReasonPanel({ one, call, close, busy, failure }: { one: Waiting; call: (reason: string) => void; close: () => void; busy: boolean; failure: ReturnType<typeof useAct>['failure'] }) {
  const t = useWords()
  const [other, setOther] = useState('')
  // The journal is Indonesian, whatever language the page has.
  const written = (reason: string) => sentence('id', 'antrian.alasan_' + reason)
  const tell = () => { if (other.trim()) call(other.trim()) }
  useKeys({ Escape: close, Enter: tell, ...Object.fromEntries(reasons.map((reason, i) => [String(i + 1), () => call(written(reason))])) }, 'panel')
  return (
    <aside className="second" role="dialog" aria-label={t('antrian.alasan', { nomor: labelOf(one) })}>
      <h2>{t('antrian.alasan', { nomor: labelOf(one) })}</h2>
      <div className="reasons">
        {reasons.map((reason, i) => (
          <Button key={reason} variant="default" justify="flex-start" leftSection={<kbd>{i + 1}</kbd>} disabled={busy} autoFocus={i === 0} onClick={() => call(written(reason))}>{t('antrian.alasan_' + reason)}</Button>
        ))}
      </div>
      <TextInput label={t('antrian.alasan_lain')} value={other} maxLength={200} onChange={(e) => setOther(e.currentTarget.value)} autoComplete="off" />
      {failure && <ErrorBlock failure={failure} />}
      <div className="second-actions">
        <Button variant="default" onClick={close}><kbd>Esc</kbd> {t('kerangka.kembali')}</Button>
        <Button onClick={tell} disabled={!other.trim()} loading={busy}>{t('antrian.panggil_ini')}</Button>
      </div>
    </aside>
  )
}
