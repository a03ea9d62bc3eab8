// screens.md 3.5, 7.7: one application, what happened to it, whose turn it is, and what this officer can do now.
import { useState } from 'react'
import { useLocation } from 'wouter'
import { post } from '../../api/client'
import type { QueueState } from '../../api/counter'
import type { Application, HistoryEntry, RoleName } from '../../api/types'
import { useAct, useRead } from '../../api/use'
import { Act, type Step } from '../../parts/Act'
import { ErrorBlock } from '../../parts/ErrorBlock'
import { LabelledValue } from '../../parts/LabelledValue'
import { Timeline } from '../../parts/Timeline'
import { ConfirmPage } from '../../shell/Shell'
import { useOfficer, useSession } from '../../shell/session'
import { kindWords, laneWords, stateWords } from '../../words/application'
import { dayTime, nik as nikWords, nikTail } from '../../words/format'
import { useWords } from '../../words/words'
import { labelOf } from '../antrian/CallNext'
import { PrintLetter } from './PrintLetter'
import { Withdraw } from './Withdraw'
import './intake.css'

/** As an office tells it; the center tells the tail of the NIK alone, and each step with its clause. */
interface Told extends Omit<Application, 'nik' | 'history' | 'manifest'> { nik?: string; nik_tail?: string; history?: HistoryEntry[]; timeline?: Omit<HistoryEntry, 'took_ms'>[] }

const counter: RoleName[] = ['service-officer', 'supervisor']
const withdraws: RoleName[] = ['service-officer', 'dinas-admin', 'supervisor']
const withdrawable = ['Registered', 'Captured', 'RejectedAtCheck', 'Unique']
const over = ['Issued', 'Cancelled', 'Duplicate']
/** Where the resident's letter is stamped: after the capture (1i), until the card is made. */
const recorded = ['Captured', 'Sent', 'Presenting', 'Searching', 'Adjudicating', 'HalfJudged', 'Disputed', 'Clarifying', 'AwaitingAge', 'Unique', 'Personalising', 'Personalised']
const stamps: RoleName[] = ['service-officer', 'operator', 'supervisor']

export default function ApplicationPage({ number = '' }: { number?: string }) {
  const t = useWords()
  const [, go] = useLocation()
  const { site } = useSession()
  const { me, role } = useOfficer()
  const office = site.kind === 'office'
  const [asking, setAsking] = useState<'withdraw' | 'return' | null>(null)
  const [said, setSaid] = useState('')
  const [paper, setPaper] = useState<string | null>(null)
  const read = useRead<Told>('/api/applications/' + encodeURIComponent(number))
  const one = read.data
  const has = (roles: RoleName[]) => office && roles.includes(role) && me.roles.some((mine) => roles.includes(mine.name))
  const queueState = useRead<QueueState>(one?.state === 'Called' && has(['service-officer', 'operator', 'support', 'supervisor']) ? '/api/queue' : null)
  const waiting = queueState.data?.waiting.find((other) => other.number === number)

  const [opened] = useState(() => Date.now())
  const unstamped = one?.stamped === null && one.office === site.site && recorded.includes(one.state) && has(stamps)
  const act = useAct(async (what: string, words: string, body?: object) => {
    const answer = await post<{ paper?: string } | undefined>(what, body)
    setPaper(answer?.paper ?? null)
    setAsking(null)
    setSaid(words)
    await read.refetch()
  })
  const at = (what: string) => `/api/applications/${number}/${what}`
  const step = (words: string, run: () => void): Step => ({ words, run, busy: act.busy })
  const next = (): Step | undefined => {
    if (!one) return undefined
    if (one.state === 'Verified' && has(['service-officer', 'support'])) return step(t('permohonan.serahkan'), () => go('/serah-terima/' + number))
    // A card for the place that made it is called for where it lies.
    if ((one.state === 'Arrived' || (one.state === 'Personalised' && one.office === site.site)) && has(counter)) return step(t('permohonan.panggil'), () => void act.run(at('call'), t('permohonan.sudah_dipanggil')))
    if (one.state === 'Astray' && has(counter)) return step(t('permohonan.ditemukan'), () => void act.run(at('turned-up'), t('permohonan.sudah_ditemukan')))
    if (one.state === 'Failed' && has(withdraws)) return step(t('permohonan.kembalikan'), () => setAsking('return'))
    if (one.state === 'Called' && waiting?.here === false) return step(t('permohonan.datang'), () => void act.run(`/api/queue/${waiting.queue_number}/arrival`, t('permohonan.sudah_datang', { antrian: labelOf(waiting) })))
    if (one.state === 'Called' && role === 'operator' && office) return step(t('permohonan.ambil'), () => go('/pengambilan/' + number))
    if (one.state === 'Registered' && role === 'operator' && office) return step(t('permohonan.rekam'), () => go('/perekaman/' + number))
    // After what the card waits for: a letter that was forgotten holds nothing up.
    if (unstamped) return step(t('permohonan.dicap'), () => void act.run(at('stamp'), t('permohonan.sudah_dicap'), { began_ms: opened }))
    return undefined
  }
  const history = one?.history ?? one?.timeline?.map((entry) => ({ ...entry, took_ms: -1 })) ?? []
  const handed = one?.state === 'Issued'
  return (
    <Act heading={t('permohonan.satu')} about={one && <><b>{one.name}</b> {one.nik ? nikTail(one.nik) : '…' + (one.nik_tail ?? '')}</>} back={() => goBack(go)}
      failure={asking ? null : act.failure} success={said || undefined} primary={next()}
      others={[
        ...(one && has(withdraws) && withdrawable.includes(one.state) ? [{ key: 'Alt+X', words: t('permohonan.batalkan'), run: () => setAsking('withdraw') }] : []),
        ...(one ? [{ key: 'Alt+R', words: t('permohonan.cetak_riwayat'), run: () => window.print() }] : []),
      ]}>
      {read.error && <ErrorBlock failure={read.error} />}
      {!one && !read.error && <div className="skeleton" role="status"><i /><i /><i /></div>}
      {one && (
        <>
          <dl className="panel values">
            <LabelledValue label={t('permohonan.nomor')}>{one.number}</LabelledValue>
            {one.nik && <LabelledValue label={t('permohonan.nik')}>{nikWords(one.nik)}</LabelledValue>}
            <LabelledValue label={t('permohonan.jenis')}>{`${kindWords(t, one.kind)} · ${laneWords(t, one.lane)}`}</LabelledValue>
            <LabelledValue label={t('permohonan.keadaan')}><b>{stateWords(t, one.state)}</b> <small className="dim">{one.incumbent_code}</small></LabelledValue>
            {!over.includes(one.state) && <LabelledValue label={t('permohonan.giliran_siapa')} wide>{t('permohonan.giliran.' + one.state)}</LabelledValue>}
            {waiting && <LabelledValue label={t('permohonan.nomor_antrian')}>{labelOf(waiting)}</LabelledValue>}
          </dl>
          {one.office === site.site && role !== 'auditor' && (
            <div className="panel">
              <PrintLetter paper={number + '-surat-panggilan.pdf'} words={t(recorded.includes(one.state) ? 'permohonan.surat_dicap' : 'permohonan.surat_panggilan')} />
              {recorded.includes(one.state) && <p className="hint">{one.stamped ? '● ' + t('permohonan.dicap_oleh', { waktu: dayTime(one.stamped.at), siapa: one.stamped.by }) : '○ ' + t('permohonan.belum_dicap')}</p>}
              {recorded.includes(one.state) && <p className="hint">{t('permohonan.simpan_surat')}</p>}
            </div>
          )}
          {one.office === site.site && handed && <p><a href={`/api/papers/${encodeURIComponent(number + '-tanda-terima.pdf')}`} target="_blank" rel="noreferrer">{t('permohonan.tanda_terima')}</a></p>}
          {paper && <PrintLetter paper={paper} words={t('permohonan.berita_acara')} />}
          <h2>{t('permohonan.riwayat')}</h2>
          <Timeline history={history} />
          {office && <p className="hint">{t('permohonan.dibuka')}</p>}
        </>
      )}
      {asking === 'withdraw' && <Withdraw number={number} queueNumber={null} close={() => setAsking(null)} done={() => { setAsking(null); setSaid(t('permohonan.dibatalkan')); void read.refetch() }} />}
      {asking === 'return' && one && (
        <ConfirmPage title={t('permohonan.kembalikan')} verb={t('permohonan.kembalikan')} back={() => { act.clear(); setAsking(null) }} busy={act.busy} onYes={() => void act.run(at('return'), t('permohonan.sudah_dikembalikan'))}>
          <p>{t('permohonan.kembalikan_tanya', { nama: one.name, nomor: number })}</p>
          {act.failure && <ErrorBlock failure={act.failure} />}
        </ConfirmPage>
      )}
    </Act>
  )
}

/** Where the officer came from; home, if this page was opened by its address. */
const goBack = (go: (path: string) => void) => (window.history.length > 1 ? window.history.back() : go('/'))
