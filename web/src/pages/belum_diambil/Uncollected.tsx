// screens.md 3.26: no card grows old on a shelf unseen.
import { useMemo, useState } from 'react'
import { post } from '../../api/client'
import type { UncollectedCard } from '../../api/counter'
import { useAct, useRead } from '../../api/use'
import { Act } from '../../parts/Act'
import { ActList, type Column } from '../../parts/ActList'
import { ErrorBlock } from '../../parts/ErrorBlock'
import { ConfirmPage } from '../../shell/Shell'
import { useOfficer } from '../../shell/session'
import { useNow } from '../../shell/StatusBar'
import { age, day, nikTail } from '../../words/format'
import { useWords } from '../../words/words'
import { PrintLetter } from '../permohonan/PrintLetter'

interface List { items: UncollectedCard[]; reminder_days: number; back_days: number }
const id = (one: UncollectedCard) => one.application.number
const searched = (one: UncollectedCard) => `${one.application.name} ${one.application.nik} ${one.serial}`
const day_ms = 86_400_000

export default function Uncollected() {
  const t = useWords()
  const { role } = useOfficer()
  const acts = role === 'service-officer' || role === 'supervisor'
  const now = useNow(60_000)
  const list = useRead<List>('/api/uncollected')
  const [picked, setPicked] = useState<Set<string>>(new Set())
  const [confirming, setConfirming] = useState(false)
  const [said, setSaid] = useState('')
  const [paper, setPaper] = useState<string | null>(null)
  const items = useMemo(() => [...(list.data?.items ?? [])].sort((a, b) => a.called.localeCompare(b.called)), [list.data])
  const chosen = items.filter((one) => picked.has(id(one)))
  const remind = chosen.filter((one) => one.remind)
  const back = chosen.filter((one) => one.send_back)
  /** Each card is an act of its own; those that are done stay done when a later one is refused. */
  const each = async (cards: UncollectedCard[], what: string, words: (n: number) => string) => {
    let n = 0
    try {
      for (const one of cards) {
        await post(`/api/applications/${one.application.number}/${what}`)
        ++n
        setPicked((before) => { const next = new Set(before); next.delete(id(one)); return next })
      }
    } finally {
      if (n > 0) setSaid(words(n))
      await list.refetch()
    }
  }
  const reminding = useAct(() => each(remind, 'reminder', (n) => t('belum_diambil.diingatkan', { n })))
  const sending = useAct(async () => { await each(back, 'sent-back', (n) => t('belum_diambil.dikembalikan', { n })); setConfirming(false) })
  const printing = useAct(async () => setPaper((await post<{ paper: string }>('/api/uncollected/paper')).paper))
  const due = items.filter((one) => one.remind || one.send_back)
  const old = (one: UncollectedCard) => Math.floor((now - Date.parse(one.called)) / day_ms)
  const count = (from: number, to: number) => items.filter((one) => old(one) >= from && old(one) < to).length
  const columns: Column<UncollectedCard>[] = [
    { words: t('belum_diambil.nama'), cell: (one) => <>{one.application.name} <span className="dim">{nikTail(one.application.nik)}</span></> },
    { words: t('belum_diambil.kartu'), width: '150px', cell: (one) => one.serial },
    { words: t('belum_diambil.dipanggil'), width: '195px', cell: (one) => `${day(one.called)} · ${age(now - Date.parse(one.called))}` },
    { words: t('belum_diambil.pengingat'), width: '205px', cell: (one) => (one.reminded ? t('belum_diambil.terakhir', { n: one.reminders, tanggal: day(one.reminded) }) : t('belum_diambil.belum')) },
    { words: t('belum_diambil.tugas'), width: '140px', cell: (one) => (one.send_back ? '■ ' + t('belum_diambil.kembalikan') : one.remind ? '▲ ' + t('belum_diambil.ingatkan') : '● ' + t('belum_diambil.menunggu')) },
  ]
  return (
    <Act heading={t('menu.belum_diambil')} clause="6" success={said || undefined}
      failure={confirming ? null : reminding.failure ?? sending.failure ?? printing.failure}
      primary={acts ? { words: t('belum_diambil.kembalikan_n', { n: back.length }), run: () => setConfirming(true), disabled: back.length === 0 || confirming } : undefined}
      others={acts ? [
        { key: 'Alt+A', words: t('belum_diambil.pilih_semua'), run: () => setPicked(new Set(due.map(id))), disabled: due.length === 0 },
        { key: 'Alt+I', words: t('belum_diambil.ingatkan_n', { n: remind.length }), run: () => void reminding.run(), disabled: remind.length === 0, busy: reminding.busy },
        { key: 'Alt+R', words: t('belum_diambil.buat_daftar'), run: () => void printing.run(), disabled: items.length === 0, busy: printing.busy },
      ] : []}>
      {list.data && items.length > 0 && (
        <p><b>{t('belum_diambil.umur', { muda: count(0, 30), tengah: count(30, 90), tua: count(90, 1e6) })}</b> <span className="hint">{t('belum_diambil.batas', { ingat: list.data.reminder_days, kembali: list.data.back_days })}</span></p>
      )}
      {paper && <div className="panel"><PrintLetter key={paper} paper={paper} words={t('belum_diambil.daftar')} /></div>}
      <ActList label={t('menu.belum_diambil')} rows={list.data ? items : undefined} id={id} columns={columns} text={searched} empty={t('belum_diambil.kosong')}
        failure={list.error && <ErrorBlock failure={list.error} />} picked={acts ? picked : undefined}
        pick={acts ? (one) => setPicked((before) => { const next = new Set(before); if (!next.delete(id(one))) next.add(id(one)); return next }) : undefined} />
      {confirming && (
        <ConfirmPage title={t('belum_diambil.kembalikan_n', { n: back.length })} verb={t('belum_diambil.kembalikan_n', { n: back.length })} back={() => { sending.clear(); setConfirming(false) }} busy={sending.busy} onYes={() => void sending.run()}>
          <p>{t('belum_diambil.tanya', { n: back.length })}</p>
          <ul>{back.map((one) => <li key={id(one)}>{one.application.name} {nikTail(one.application.nik)} · {one.serial}</li>)}</ul>
          {sending.failure && <ErrorBlock failure={sending.failure} />}
        </ConfirmPage>
      )}
    </Act>
  )
}
