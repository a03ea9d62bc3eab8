// screens.md 3.2: who is here, and what is next for each. A NIK typed here begins the intake.
import { useMemo, useState } from 'react'
import { useLocation } from 'wouter'
import { query } from '../../api/client'
import type { QueueState } from '../../api/counter'
import type { ApplicationLine, Page } from '../../api/types'
import { useRead } from '../../api/use'
import { Act } from '../../parts/Act'
import { ActList, type Column } from '../../parts/ActList'
import { ErrorBlock } from '../../parts/ErrorBlock'
import { useNow } from '../../shell/StatusBar'
import { useGoTo } from '../../shell/sought'
import { laneWords } from '../../words/application'
import { age, day, kindOfLane, longDay, nikTail, queue } from '../../words/format'
import { useWords } from '../../words/words'
import { callNext } from '../antrian/calling'
import { NikField } from '../permohonan/NikField'
import './counter.css'

/** What the counter does next in each state, the most pressing first. */
const order = ['Verified', 'Failed', 'Stamp', 'Arrived', 'Astray', 'RejectedAtCheck', 'Registered']
const today_states = 'Registered', lasting_states = 'Verified,Failed,Arrived,Astray,RejectedAtCheck'
const id = (one: ApplicationLine) => one.number

export default function Counter() {
  const t = useWords()
  const [, go] = useLocation()
  const goTo = useGoTo()
  const now = useNow(15_000)
  const today = day(now)
  const registered = useRead<Page<ApplicationLine>>(query('/api/applications', { state: today_states, day: today }))
  const lasting = useRead<Page<ApplicationLine>>(query('/api/applications', { state: lasting_states }))
  const unstamped = useRead<{ items: ApplicationLine[] }>('/api/stamps')
  const waiting = useRead<QueueState>('/api/queue')
  const [row, setRow] = useState<ApplicationLine | null>(null)
  const [typed, setTyped] = useState('')

  const rows = useMemo(() => {
    if (!registered.data || !lasting.data || !unstamped.data) return undefined
    // Whatever the center is doing with the recording meanwhile: the letter is still to be stamped (1i).
    const toStamp = unstamped.data.items.map((one) => ({ ...one, state: 'Stamp' }))
    return [...lasting.data.items, ...toStamp, ...registered.data.items].sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state) || a.since.localeCompare(b.since))
  }, [registered.data, lasting.data, unstamped.data])
  const failure = registered.error ?? lasting.error ?? unstamped.error
  const chosen = rows?.find((one) => one.number === row?.number) ?? rows?.[0]
  const open = (one: ApplicationLine) => go((one.state === 'Verified' ? '/serah-terima/' : '/permohonan/') + one.number)
  const here = waiting.data?.waiting.filter((one) => one.here !== false) ?? []
  const columns: Column<ApplicationLine>[] = [
    { words: t('loket.nomor'), width: '90px', cell: (one) => (one.day === today ? <b>{queue(one.queue_number, kindOfLane(one.lane))}</b> : '–') },
    { words: t('loket.nama'), cell: (one) => <>{one.name} <span className="dim">{nikTail(one.nik)}</span></> },
    { words: t('loket.tugas'), width: '260px', cell: (one) => t('loket.tugas_' + one.state) },
    { words: t('loket.menunggu'), width: '100px', cell: (one) => age(now - Date.parse(one.since)) },
    { words: t('loket.tanda'), width: '110px', cell: (one) => (one.lane === 'regular' ? '' : laneWords(t, one.lane)) },
  ]
  return (
    <Act heading={t('menu.loket')} about={longDay(now)}
      primary={{ words: chosen ? t('loket.lanjut_' + chosen.state) : t('loket.lanjut'), run: () => { if (chosen) open(chosen) }, disabled: !chosen || typed.trim() !== '' }}
      others={[{ key: 'F4', words: t('antrian.panggil_berikutnya'), run: callNext }]}>
      <div className="counter-top">
        <NikField label={t('loket.nik')} onNik={(nik) => goTo('/permohonan/baru', { nik })} onText={(q) => goTo('/cari', { q })} onChange={setTyped}
          onKeyDown={(e) => { if (e.key === 'ArrowDown') { e.preventDefault(); document.querySelector<HTMLElement>('.act-list tr[tabindex="0"]')?.focus() } }} />
        {waiting.data && (
          <p className="counts">
            <b>{t('loket.menunggu_n', { n: here.length })}</b>
            <span>{here[0] ? t('loket.terlama', { lama: age(now - Math.min(...here.map((one) => Date.parse(one.since)))) }) : ''}</span>
            <span>{waiting.data.estimate_minutes === null ? '' : t('loket.perkiraan', { n: waiting.data.estimate_minutes })}</span>
          </p>
        )}
      </div>
      <ActList label={t('menu.loket')} rows={rows} id={id} columns={columns} open={open} onFocusRow={setRow} empty={t('loket.kosong')}
        failure={failure && <ErrorBlock failure={failure} />} />
      {(registered.data?.more || lasting.data?.more) && <p className="hint">{t('loket.lebih')}</p>}
    </Act>
  )
}
