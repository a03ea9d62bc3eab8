// screens.md 3.26: no card grows old on a shelf unseen.
import { Button, TextInput } from '@mantine/core'
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
const searched = (one: UncollectedCard) => `${one.application.name} ${one.application.nik} ${one.serial} ${one.shelf}`
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
  const [letters, setLetters] = useState<string[]>([])
  const [seal, setSeal] = useState('')
  const [carrier, setCarrier] = useState('')
  const items = useMemo(() => [...(list.data?.items ?? [])].sort((a, b) => a.called.localeCompare(b.called)), [list.data])
  const chosen = items.filter((one) => picked.has(id(one)))
  const remind = chosen.filter((one) => one.remind)
  const back = chosen.filter((one) => one.send_back)
  const numbersOf = (cards: UncollectedCard[]) => cards.map((one) => one.application.number)
  const reminding = useAct(async () => {
    const made = await post<{ papers: string[] }>('/api/uncollected/reminders', { applications: numbersOf(remind) })
    setLetters(made.papers)
    setPaper(null)
    setSaid(t('belum_diambil.diingatkan', { n: made.papers.length }))
    setPicked(new Set())
    await list.refetch()
  })
  /** Each letter on its way to the printer, one after the other. */
  const print = useAct(async () => { for (const one of letters) await post(`/api/papers/${encodeURIComponent(one)}/print`) })
  const sending = useAct(async () => {
    const sent = await post<{ manifest: string | null; paper: string | null }>('/api/uncollected/returns', { applications: numbersOf(back), seal: seal.trim(), carrier: carrier.trim() })
    setLetters([])
    setPaper(sent.paper)
    setSaid(sent.manifest ? t('belum_diambil.dikembalikan', { n: back.length, manifes: sent.manifest }) : t('belum_diambil.disimpan', { n: back.length }))
    setPicked(new Set())
    setConfirming(false)
    await list.refetch()
  })
  const printing = useAct(async () => setPaper((await post<{ paper: string }>('/api/uncollected/paper')).paper))
  const due = items.filter((one) => one.remind || one.send_back)
  const old = (one: UncollectedCard) => Math.floor((now - Date.parse(one.called)) / day_ms)
  const count = (from: number, to: number) => items.filter((one) => old(one) >= from && old(one) < to).length
  const columns: Column<UncollectedCard>[] = [
    { words: t('belum_diambil.nama'), cell: (one) => <>{one.application.name} <span className="dim">{nikTail(one.application.nik)}</span></> },
    { words: t('belum_diambil.kartu'), width: '110px', cell: (one) => one.serial },
    { words: t('belum_diambil.rak'), width: '80px', cell: (one) => one.shelf || '–' },
    { words: t('belum_diambil.dipanggil'), width: '195px', cell: (one) => `${day(one.called)} · ${age(now - Date.parse(one.called))}` },
    { words: t('belum_diambil.pengingat'), width: '205px', cell: (one) => (one.reminded ? t('belum_diambil.terakhir', { n: one.reminders, tanggal: day(one.reminded) }) : t('belum_diambil.belum')) },
    { words: t('belum_diambil.tugas'), width: '140px', cell: (one) => (one.send_back ? '■ ' + t('belum_diambil.kembalikan') : one.remind ? '▲ ' + t('belum_diambil.ingatkan') : '● ' + t('belum_diambil.menunggu')) },
  ]
  return (
    <Act heading={t('menu.belum_diambil')} clause="6" success={said || undefined}
      failure={confirming ? null : reminding.failure ?? sending.failure ?? printing.failure ?? print.failure}
      primary={acts ? { words: t('belum_diambil.kembalikan_n', { n: back.length }), run: () => setConfirming(true), disabled: back.length === 0 || confirming } : undefined}
      others={acts ? [
        { key: 'Alt+A', words: t('belum_diambil.pilih_semua'), run: () => setPicked(new Set(due.map(id))), disabled: due.length === 0 },
        { key: 'Alt+I', words: t('belum_diambil.ingatkan_n', { n: remind.length }), run: () => void reminding.run(), disabled: remind.length === 0, busy: reminding.busy },
        { key: 'Alt+R', words: t('belum_diambil.buat_daftar'), run: () => void printing.run(), disabled: items.length === 0, busy: printing.busy },
      ] : []}>
      {list.data && items.length > 0 && (
        <p><b>{t('belum_diambil.umur', { muda: count(0, 30), tengah: count(30, 90), tua: count(90, 1e6) })}</b> <span className="hint">{t('belum_diambil.batas', { ingat: list.data.reminder_days, kembali: list.data.back_days })}</span></p>
      )}
      {letters.length > 0 && (
        <div className="panel row">
          <b>{t('belum_diambil.surat_n', { n: letters.length })}</b>
          <Button variant="default" loading={print.busy} onClick={() => void print.run()}>{t('belum_diambil.cetak_surat', { n: letters.length })}</Button>
          {letters.slice(0, 5).map((one) => <Button key={one} size="compact-sm" variant="subtle" component="a" href={`/api/papers/${encodeURIComponent(one)}`} target="_blank" rel="noreferrer">{one.replace('-surat-panggilan.pdf', '')}</Button>)}
        </div>
      )}
      {paper && <div className="panel"><PrintLetter key={paper} paper={paper} words={t(paper.endsWith('-manifes.pdf') ? 'belum_diambil.manifes' : 'belum_diambil.daftar')} /></div>}
      <ActList label={t('menu.belum_diambil')} rows={list.data ? items : undefined} id={id} columns={columns} text={searched} empty={t('belum_diambil.kosong')}
        failure={list.error && <ErrorBlock failure={list.error} />} picked={acts ? picked : undefined}
        pick={acts ? (one) => setPicked((before) => { const next = new Set(before); if (!next.delete(id(one))) next.add(id(one)); return next }) : undefined} />
      {confirming && (
        <ConfirmPage title={t('belum_diambil.kembalikan_n', { n: back.length })} verb={t('belum_diambil.kembalikan_n', { n: back.length })} back={() => { sending.clear(); setConfirming(false) }} busy={sending.busy} onYes={() => { if (seal.trim() && carrier.trim()) void sending.run() }}>
          <p>{t('belum_diambil.tanya', { n: back.length })}</p>
          <TextInput label={t('belum_diambil.segel')} value={seal} required autoComplete="off" maxLength={64} onChange={(e) => setSeal(e.currentTarget.value)} />
          <TextInput label={t('belum_diambil.pembawa')} value={carrier} required autoComplete="off" maxLength={64} onChange={(e) => setCarrier(e.currentTarget.value)} />
          <ul>{back.map((one) => <li key={id(one)}>{one.application.name} {nikTail(one.application.nik)} · {one.serial}{one.shelf && ' · ' + one.shelf}</li>)}</ul>
          {sending.failure && <ErrorBlock failure={sending.failure} />}
        </ConfirmPage>
      )}
    </Act>
  )
}
