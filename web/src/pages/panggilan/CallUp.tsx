// screens.md 3.6: the obliged of a village who are not recorded yet are called, everybody to a day and hour.
import { NativeSelect, TextInput } from '@mantine/core'
import { useEffect, useMemo, useState } from 'react'
import { useLocation } from 'wouter'
import { post, query } from '../../api/client'
import { useOnce } from '../../api/counter'
import { useAct } from '../../api/use'
import { Act } from '../../parts/Act'
import { ActList, type Column } from '../../parts/ActList'
import { ErrorBlock } from '../../parts/ErrorBlock'
import { ConfirmPage } from '../../shell/Shell'
import { day, nikTail, number, parseDay } from '../../words/format'
import { useWords } from '../../words/words'
import { PrintLetter } from '../permohonan/PrintLetter'

interface Obliged { nik: string; name: string; born: string; address: { street: string; rt: number; rw: number } }
interface ObligedList { items: Obliged[]; counts: { obliged: number; recorded: number; called: number; left: number }; from_copy?: boolean }
interface Made { number: string; paper: string; called: { nik: string; name: string; letter: string; day: string; hour: string }[]; left_out: { nik: string; why: string }[] }

/** The office makes at most so many letters at once. */
const most = 200
const id = (one: Obliged) => one.nik
const calledId = (one: Made['called'][number]) => one.nik
const three = (n: number) => String(n).padStart(3, '0')

export default function CallUp() {
  const t = useWords()
  const [, go] = useLocation()
  const villages = useOnce<{ items: { code: string; name: string }[] }>('/api/villages')
  const [village, setVillage] = useState('')
  const [from, setFrom] = useState(day(Date.now() + 86_400_000))
  const [left, setLeft] = useState<Set<string>>(new Set())
  const [confirming, setConfirming] = useState(false)
  const [made, setMade] = useState<Made | null>(null)
  const list = useOnce<ObligedList>(village ? query('/api/obliged', { village }) : null)
  const { again } = list
  useEffect(() => setLeft(new Set()), [list.data])
  const items = list.data?.items
  const picked = useMemo(() => new Set((items ?? []).slice(0, most).map(id).filter((nik) => !left.has(nik))), [items, left])
  const name = villages.data?.items.find((one) => one.code === village)?.name ?? ''
  const first = parseDay(from)
  const act = useAct(async () => {
    const answer = await post<Made>('/api/call-ups', { village: name, niks: [...picked], from: first })
    setConfirming(false)
    setMade(answer)
  })
  const columns: Column<Obliged>[] = [
    { words: t('panggilan.nama'), width: '400px', cell: (one) => <>{one.name} <span className="dim">{nikTail(one.nik)}</span></> },
    { words: t('panggilan.lahir'), width: '120px', cell: (one) => one.born },
    { words: t('panggilan.alamat'), cell: (one) => one.address.street },
    { words: t('panggilan.rt_rw'), width: '110px', cell: (one) => `${three(one.address.rt)}/${three(one.address.rw)}` },
  ]
  if (made) return <Letters made={made} village={name} back={() => { setMade(null); again() }} />
  return (
    <Act heading={t('menu.panggilan')} clause="I.1" back={() => go('/')} failure={villages.failure ?? list.failure ?? (confirming ? null : act.failure)}
      primary={{ words: t('panggilan.buat', { n: picked.size }), run: () => setConfirming(true), disabled: picked.size === 0 || !first || confirming, busy: act.busy }}>
      <div className="row">
        <NativeSelect label={t('panggilan.desa')} value={village} autoFocus onChange={(e) => setVillage(e.currentTarget.value)}
          data={[{ value: '', label: t('panggilan.pilih_desa') }, ...(villages.data?.items ?? []).map((one) => ({ value: one.code, label: one.name }))]} />
        <TextInput label={t('panggilan.mulai')} value={from} onChange={(e) => setFrom(e.currentTarget.value)} error={first ? undefined : t('permohonan.isi_tanggal')} autoComplete="off"
          onBlur={() => { if (first) setFrom(first) }} />
        <p className="hint">{t('panggilan.jam')}</p>
      </div>
      {list.data && (
        <p><b>{t('panggilan.hitungan', { wajib: number(list.data.counts.obliged), rekam: number(list.data.counts.recorded), panggil: number(list.data.counts.called), belum: number(list.data.counts.left) })}</b>
          {list.data.items.length > most && ' ' + t('panggilan.sebagian', { n: most })}</p>
      )}
      {list.data?.from_copy && <p className="offline">{t('permohonan.dari_salinan')}</p>}
      {village === '' ? <p className="empty">{t('panggilan.pilih_dahulu')}</p> : !list.failure && (
        <ActList label={t('menu.panggilan')} rows={items?.slice(0, most)} id={id} columns={columns} text={searched} empty={t('panggilan.kosong')} picked={picked}
          pick={(one) => setLeft((before) => { const next = new Set(before); if (!next.delete(one.nik)) next.add(one.nik); return next })} />
      )}
      {confirming && first && (
        <ConfirmPage title={t('panggilan.buat', { n: picked.size })} verb={t('panggilan.buat', { n: picked.size })} back={() => { act.clear(); setConfirming(false) }} busy={act.busy} onYes={() => void act.run()}>
          <p>{t('panggilan.tanya', { n: picked.size, desa: name, tanggal: first })}</p>
          {act.failure && <ErrorBlock failure={act.failure} />}
        </ConfirmPage>
      )}
    </Act>
  )
}

const searched = (one: Obliged) => `${one.name} ${one.nik} ${one.address.street}`

/** What was made: the letters, whose they are, and who got none. */
function Letters({ made, village, back }: { made: Made; village: string; back: () => void }) {
  const t = useWords()
  const [, go] = useLocation()
  const last = made.called.at(-1)
  const columns: Column<Made['called'][number]>[] = [
    { words: t('panggilan.nama'), cell: (one) => <>{one.name} <span className="dim">{nikTail(one.nik)}</span></> },
    { words: t('panggilan.surat'), width: '320px', cell: (one) => one.letter },
    { words: t('panggilan.kapan'), width: '190px', cell: (one) => t('panggilan.hari_jam', { hari: one.day, jam: one.hour.replace(':', '.') }) },
  ]
  return (
    <Act heading={t('menu.panggilan')} clause="I.1" about={village} back={back} success={t('panggilan.siap', { n: made.called.length, sampai: last?.day ?? '–' })}
      primary={{ words: t('panggilan.selesai'), run: () => go('/') }}>
      <div className="panel"><PrintLetter paper={made.paper} words={t('panggilan.semua_surat', { nomor: made.number })} /></div>
      {made.left_out.length > 0 && (
        <div className="warning">
          ▲ {t('panggilan.tidak_dipanggil', { n: made.left_out.length })}
          <ul>{made.left_out.map((one) => <li key={one.nik}>{nikTail(one.nik)}: {one.why}</li>)}</ul>
        </div>
      )}
      <ActList label={t('panggilan.surat')} rows={made.called} id={calledId} columns={columns} empty={t('panggilan.kosong')} />
    </Act>
  )
}
