// screens.md 3.18, 5: a sealed bag from the Dinas is opened and counted card by card.
import { Button, TextInput } from '@mantine/core'
import { useRef, useState } from 'react'
import { useLocation } from 'wouter'
import { post } from '../../api/client'
import type { Shipment } from '../../api/counter'
import { lastShelf } from './shelf'
import { useAct, useRead } from '../../api/use'
import { Act } from '../../parts/Act'
import { ActList, type Column } from '../../parts/ActList'
import { ErrorBlock } from '../../parts/ErrorBlock'
import { ConfirmPage } from '../../shell/Shell'
import { useSession } from '../../shell/session'
import { dayTime } from '../../words/format'
import { useWords, type Words } from '../../words/words'
import './arrivals.css'

const id = (one: Shipment) => one.manifest
type Card = Shipment['cards'][number]
const cardId = (one: Card) => one.serial

export default function Arrivals() {
  const t = useWords()
  const [, go] = useLocation()
  const { site } = useSession()
  const list = useRead<{ items: Shipment[] }>('/api/shipments')
  const [row, setRow] = useState<Shipment | null>(null)
  const [opened, setOpened] = useState<string | null>(null)
  const rows = list.data?.items.filter((one) => one.to === site.site).sort((a, b) => Number(a.arrived !== null) - Number(b.arrived !== null) || b.sent.localeCompare(a.sent))
  const chosen = rows?.find((one) => one.manifest === row?.manifest) ?? rows?.[0]
  const bag = rows?.find((one) => one.manifest === opened)
  if (bag) return <Counting bag={bag} back={() => setOpened(null)} />
  const columns: Column<Shipment>[] = [
    { words: t('terima_kiriman.manifes'), cell: (one) => <b>{one.manifest}</b> },
    { words: t('terima_kiriman.dari'), width: '120px', cell: (one) => one.from },
    { words: t('terima_kiriman.dikirim'), width: '190px', cell: (one) => dayTime(one.sent) },
    { words: t('terima_kiriman.isi'), width: '90px', cell: (one) => t('terima_kiriman.n_kartu', { n: one.cards.length }) },
    { words: t('terima_kiriman.keadaan'), width: '275px', cell: (one) => stateOf(t, one) },
  ]
  return (
    <Act heading={t('terima_kiriman.judul')} clause="5" back={() => go('/')} primary={{ words: t('terima_kiriman.buka'), run: () => chosen && setOpened(chosen.manifest), disabled: !chosen }}>
      <ActList label={t('terima_kiriman.judul')} rows={rows} id={id} columns={columns} open={(one) => setOpened(one.manifest)} onFocusRow={setRow} empty={t('terima_kiriman.kosong')}
        failure={list.error && <ErrorBlock failure={list.error} />} />
    </Act>
  )
}

/** Where a bag is, and whether what lay in it was what the manifest says: the same words on both sides. */
export function stateOf(t: Words, bag: Shipment): string {
  if (!bag.arrived) return '○ ' + t('terima_kiriman.di_jalan')
  const short = bag.cards.filter((card) => card.missed).length
  if (short > 0 || bag.foreign.length > 0) return '▲ ' + t('terima_kiriman.ada_selisih', { kurang: short, asing: bag.foreign.length })
  return '● ' + t('terima_kiriman.diterima', { waktu: dayTime(bag.arrived) })
}

export function Counting({ bag, back }: { bag: Shipment; back: () => void }) {
  const t = useWords()
  const field = useRef<HTMLInputElement>(null)
  const [found, setFound] = useState<Set<string>>(new Set())
  const [seal, setSeal] = useState('')
  const [scan, setScan] = useState('')
  const [foreign, setForeign] = useState<string[]>([])
  const [shelf, setShelf] = useState(lastShelf.get())
  const [confirming, setConfirming] = useState(false)
  const [arrived, setArrived] = useState<{ arrived: string[]; missed: string[] } | null>(null)
  const [called, setCalled] = useState(0)
  const sealRight = seal.trim().toUpperCase() === bag.seal.toUpperCase()
  const sealWrong = seal.trim() !== '' && !sealRight && seal.trim().length >= bag.seal.length
  const missing = bag.cards.filter((card) => !found.has(card.serial))
  const done = bag.arrived !== null || arrived !== null

  const take = (text: string) => {
    const wanted = text.trim().toUpperCase()
    setScan('')
    const card = bag.cards.find((one) => one.serial.toUpperCase() === wanted)
    if (!card) return setForeign((before) => (before.includes(text.trim()) ? before : [...before, text.trim()]))
    setFound((before) => new Set(before).add(card.serial))
  }
  const receive = useAct(async () => {
    const answer = await post<{ arrived: string[]; missed: string[] }>(`/api/shipments/${encodeURIComponent(bag.manifest)}/arrival`, { serials: [...found], foreign, shelf: shelf.trim() })
    lastShelf.keep(shelf.trim())
    setConfirming(false)
    setArrived(answer)
  })
  /** The second call: every card that came has its resident called (6). */
  const call = useAct(async () => {
    for (const number of (arrived?.arrived ?? []).slice(called)) {
      await post(`/api/applications/${number}/call`)
      setCalled((n) => n + 1)
    }
  })
  const columns: Column<Card>[] = [
    { words: t('terima_kiriman.kartu'), width: '220px', cell: (card) => card.serial },
    { words: t('terima_kiriman.nama'), cell: (card) => card.name },
    { words: t('terima_kiriman.keadaan'), width: '200px', cell: (card) => (done ? `${card.missed ? '▲ ' + t('terima_kiriman.tidak_ada') + ' · ' : ''}${t('keadaan.' + card.state)}${card.shelf ? ' · ' + t('terima_kiriman.rak_n', { rak: card.shelf }) : ''}` : found.has(card.serial) ? '● ' + t('terima_kiriman.ada') : '○ ' + t('terima_kiriman.belum_dipindai')) },
  ]
  const all = arrived?.arrived.length ?? 0
  const primary = arrived && !bag.back
    ? called < all
      ? { words: t('terima_kiriman.panggil', { n: all - called }), run: () => void call.run(), busy: call.busy }
      : { words: t('terima_kiriman.selesai'), run: back }
    : arrived
    ? { words: t('terima_kiriman.selesai'), run: back }
    : missing.length === 0 && foreign.length === 0
      ? { words: t('terima_kiriman.terima', { n: bag.cards.length }), run: () => void receive.run(), disabled: !sealRight, busy: receive.busy }
      : { words: t('terima_kiriman.terima', { n: found.size }), run: () => setConfirming(true), disabled: !sealRight || found.size === 0 || confirming }
  return (
    <Act heading={t('terima_kiriman.judul')} clause="5" about={`${bag.manifest} · ${t('terima_kiriman.pembawa', { nama: bag.carrier || '–' })}`} back={back}
      failure={confirming ? null : receive.failure ?? call.failure}
      success={arrived ? (called > 0 && called === all ? t('terima_kiriman.semua_dipanggil', { n: called }) : t('terima_kiriman.sudah_diterima', { n: all, selisih: arrived.missed.length })) : undefined}
      primary={bag.arrived && !arrived ? undefined : primary}>
      {!done && (
        <div className="counting">
          <TextInput label={t('terima_kiriman.segel')} value={seal} autoFocus autoComplete="off" onChange={(e) => setSeal(e.currentTarget.value)}
            error={sealWrong ? t('terima_kiriman.segel_beda') : undefined} rightSection={sealRight ? <span title={t('terima_kiriman.segel_sama')}>●</span> : undefined}
            onKeyDown={(e) => { if (e.key === 'Enter' && sealRight && missing.length > 0) { e.preventDefault(); field.current?.focus() } }} />
          <TextInput label={t('terima_kiriman.pindai')} ref={field} value={scan} disabled={!sealRight} autoComplete="off" onChange={(e) => setScan(e.currentTarget.value)}
            onKeyDown={(e) => { if (e.key === 'Enter' && scan.trim()) { e.preventDefault(); take(scan) } }} />
          <TextInput label={t('terima_kiriman.rak')} value={shelf} autoComplete="off" maxLength={16} onChange={(e) => setShelf(e.currentTarget.value)} />
          <p className="progress" role="status">
            <b>{t('terima_kiriman.dipindai', { n: found.size, semua: bag.cards.length })}</b>
            <progress max={bag.cards.length} value={found.size} aria-label={t('terima_kiriman.dipindai', { n: found.size, semua: bag.cards.length })} />
          </p>
        </div>
      )}
      {(done ? bag.foreign : foreign).length > 0 && (
        <p className={done ? 'warning' : 'error'} role="alert"><span aria-hidden>■</span> {t('terima_kiriman.bukan_kiriman', { kartu: (done ? bag.foreign : foreign).join(', ') })}
          {!done && <Button size="compact-sm" variant="default" ml="sm" onClick={() => setForeign([])}>{t('terima_kiriman.bukan_salah')}</Button>}</p>
      )}
      <ActList label={bag.manifest} rows={bag.cards} id={cardId} columns={columns} empty={t('terima_kiriman.kosong')} picked={done ? undefined : found}
        pick={done ? undefined : (card) => { if (sealRight) setFound((before) => { const next = new Set(before); if (!next.delete(card.serial)) next.add(card.serial); return next }) }} />
      {confirming && (
        <ConfirmPage title={t('terima_kiriman.selisih')} verb={t('terima_kiriman.terima_selisih', { n: found.size, selisih: missing.length + foreign.length })} back={() => { receive.clear(); setConfirming(false) }} busy={receive.busy} onYes={() => void receive.run()}>
          {missing.length > 0 && <p>{t('terima_kiriman.tanya', { n: found.size, selisih: missing.length, kartu: missing.map((card) => card.serial).join(', ') })}</p>}
          {foreign.length > 0 && <p>{t('terima_kiriman.tanya_asing', { n: foreign.length, kartu: foreign.join(', ') })}</p>}
          {receive.failure && <ErrorBlock failure={receive.failure} />}
        </ConfirmPage>
      )}
    </Act>
  )
}
