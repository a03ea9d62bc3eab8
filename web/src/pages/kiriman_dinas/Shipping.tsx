// screens.md 3.18 at the Dinas: cards travel counted and sealed. Each finished card is scanned into a bag for one
// service point; the manifest goes with it.
import { Button, Select, TextInput } from '@mantine/core'
import { useMemo, useRef, useState } from 'react'
import { Failure, get, post } from '../../api/client'
import type { Shipment } from '../../api/counter'
import type { ApplicationLine } from '../../api/types'
import { useAct, useRead } from '../../api/use'
import { Act } from '../../parts/Act'
import { useDraft } from '../../parts/drafts'
import { ErrorBlock } from '../../parts/ErrorBlock'
import { PrintButton } from '../../parts/PrintButton'
import { whole } from '../../parts/whole'
import { ConfirmPage } from '../../shell/Shell'
import { useSession } from '../../shell/session'
import { stateWords } from '../../words/application'
import { dayTime, nikTail } from '../../words/format'
import { useWords } from '../../words/words'
import { cardOf, type Blank } from '../blangko/stock'
import { Counting, stateOf } from '../kiriman/Arrivals'
import { useLines } from '../personalisasi/lines'
import './shipping.css'

interface Bag { to: string; seal: string; carrier: string; cards: { number: string; serial: string }[] }
const emptyBag: Bag = { to: '', seal: '', carrier: '', cards: [] }

export default function Shipping() {
  const t = useWords()
  const { site } = useSession()
  const finished = useLines('Personalised')
  const uncollected = useLines('Uncollected')
  const shipments = useRead<{ items: Shipment[] }>('/api/shipments')
  const [bag, change, forget] = useDraft<Bag>('kiriman', emptyBag)
  const [scanned, setScanned] = useState('')
  const [wrong, setWrong] = useState<string | null>(null)
  const [sent, setSent] = useState<{ manifest: string; paper: string; count: number } | null>(null)
  const [opened, setOpened] = useState<string | null>(null)
  const [lost, setLost] = useState<{ number: string; serial: string; name: string } | null>(null)
  const [counting, setCounting] = useState<string | null>(null)
  const field = useRef<HTMLInputElement>(null)

  // A card for the Dinas itself is fetched here; it goes into no bag.
  const ready = useMemo(() => [...(finished.data ?? []), ...(uncollected.data ?? [])].filter((line) => line.office !== site.site), [finished.data, uncollected.data, site.site])
  const offices = useMemo(() => [...new Set(ready.map((line) => line.office))].sort(), [ready])
  const to = bag && offices.includes(bag.to) ? bag.to : offices[0] ?? ''
  const forThem = ready.filter((line) => line.office === to)
  const inBag = bag?.cards.filter((card) => forThem.some((line) => line.number === card.number)) ?? []
  const left = forThem.filter((line) => !inBag.some((card) => card.number === line.number))

  const scan = useAct(async () => {
    const serial = scanned.trim()
    setWrong(null)
    setSent(null)
    const number = cardOf(await get<Blank>('/api/stock/blanks/' + encodeURIComponent(serial)))
    const line = ready.find((one) => one.number === number)
    setScanned('')
    if (!line || line.office !== to) return setWrong(line ? t('kiriman_dinas.lokasi_lain', { seri: serial, tempat: line.office }) : t('kiriman_dinas.bukan_kartu', { seri: serial }))
    if (inBag.some((card) => card.number === line.number)) return setWrong(t('kiriman_dinas.sudah_dipindai', { seri: serial }))
    change({ to, cards: [...inBag, { number: line.number, serial }] })
  })
  const send = useAct(async () => {
    if (!bag) return
    const said = await post<{ manifest: string; paper: string }>('/api/shipments', { applications: inBag.map((card) => card.number), seal: bag.seal.trim(), carrier: bag.carrier.trim() })
    setSent({ ...said, count: inBag.length })
    change(emptyBag)
    await forget()
  })
  const writeOff = useAct(async (number: string, cause: string) => {
    await post(`/api/applications/${number}/write-off`, { cause })
    setLost(null)
  })
  const scanByEnter = (event: React.KeyboardEvent) => {
    if (event.key !== 'Enter' || event.ctrlKey || !scanned.trim()) return
    event.preventDefault()
    void scan.run()
  }
  const coming = shipments.data?.items.find((one) => one.manifest === counting)
  if (coming) return <Counting bag={coming} back={() => setCounting(null)} />
  if (!bag) return <Act heading={t('kiriman_dinas.judul')} clause="5"><div className="skeleton" role="status"><i /><i /></div></Act>
  const nothing = finished.data && uncollected.data && ready.length === 0
  const trouble = finished.error ?? uncollected.error
  return (
    <Act heading={t('kiriman_dinas.judul')} clause="5" failure={send.failure ?? scan.failure}
      success={sent && t('kiriman_dinas.terkirim', { n: sent.count, manifes: sent.manifest })}
      primary={ready.length > 0 ? { words: t('kiriman_dinas.kirim', { n: inBag.length }), run: () => void send.run(), disabled: lost !== null || inBag.length === 0 || !bag.seal.trim() || !bag.carrier.trim(), busy: send.busy } : undefined}>
      {sent && <PrintButton paper={sent.paper} words={t('kiriman_dinas.cetak_manifes')} />}
      {trouble && !finished.data && <ErrorBlock failure={trouble} />}
      {nothing && shipments.data && !sent && <p className="empty">{t(shipments.data?.items.length ? 'kiriman_dinas.tidak_menunggu' : 'kiriman_dinas.kosong')}</p>}
      {ready.length > 0 && (
        <>
          <div className="ship-form">
            <Select label={t('kiriman_dinas.tujuan')} value={to} allowDeselect={false} onChange={(one) => change({ to: one ?? '', cards: [] })}
              data={offices.map((one) => ({ value: one, label: t('kiriman_dinas.tujuan_kartu', { tempat: one, n: ready.filter((line) => line.office === one).length }) }))} />
            <TextInput label={t('kiriman_dinas.segel')} value={bag.seal} autoComplete="off" maxLength={64} onChange={(e) => change({ seal: e.currentTarget.value })} />
            <TextInput label={t('kiriman_dinas.pembawa')} value={bag.carrier} autoComplete="off" maxLength={64} onChange={(e) => change({ carrier: e.currentTarget.value })} />
            <TextInput className="across" ref={field} label={t('kiriman_dinas.pindai')} description={t('kiriman_dinas.pindai_petunjuk')} value={scanned} autoFocus autoComplete="off"
              onChange={(e) => setScanned(e.currentTarget.value)} onKeyDown={scanByEnter} />
          </div>
          {wrong && <div className="error" role="alert">■ {wrong}</div>}
          <div className="ship-count" role="status">
            <b>{t('kiriman_dinas.dipindai', { n: inBag.length, dari: forThem.length })}</b>
            <span className="bar" aria-hidden><span style={{ width: (100 * inBag.length) / Math.max(1, forThem.length) + '%' }} /></span>
            {left.length > 0 && <span className="dim">{t('kiriman_dinas.tinggal', { daftar: names(left) })}</span>}
          </div>
        </>
      )}
      {shipments.error && !shipments.data && <ErrorBlock failure={shipments.error} />}
      {shipments.data && shipments.data.items.length > 0 && (
        <table className="plain" aria-label={t('kiriman_dinas.daftar')}>
          <thead><tr><th>{t('kiriman_dinas.manifes')}</th><th>{t('kiriman_dinas.tujuan')}</th><th>{t('kiriman_dinas.segel')}</th><th>{t('kiriman_dinas.pembawa')}</th><th>{t('kiriman_dinas.dikirim')}</th>
            <th className="numeric">{t('kiriman_dinas.kartu')}</th><th>{t('kiriman_dinas.keadaan')}</th></tr></thead>
          <tbody>
            {shipments.data.items.map((one) => {
              const astray = one.cards.filter((card) => card.state === 'Astray')
              const open = opened === one.manifest
              return [
                <tr key={one.manifest}>
                  <td><Button variant="subtle" size="compact-sm" aria-expanded={open} onClick={() => setOpened(open ? null : one.manifest)}>{one.manifest}</Button></td>
                  <td>{whole(one.back ? t('kiriman_dinas.kembali_dari', { tempat: one.from }) : one.to)}</td><td>{whole(one.seal)}</td><td>{one.carrier}</td><td>{whole(dayTime(one.sent))}</td><td className="numeric">{one.cards.length}</td>
                  <td>{astray.length > 0 ? `■ ${t('kiriman_dinas.selisih', { n: astray.length })}` : whole(stateOf(t, one))}
                    {one.back && one.to === site.site && !one.arrived && <Button size="compact-sm" variant="default" ml="sm" onClick={() => setCounting(one.manifest)}>{t('kiriman_dinas.hitung')}</Button>}</td>
                </tr>,
                ...(open ? one.cards.map((card) => (
                  <tr key={one.manifest + card.number} className="inner">
                    <td colSpan={2}>{card.name}</td><td>{card.serial}</td>
                    <td colSpan={4}>{card.missed && (card.state === 'Astray' ? '▲ ' : '▲ ' + t('terima_kiriman.tidak_ada') + ' · ')}{stateWords(t, card.state)}{card.shelf && ' · ' + t('terima_kiriman.rak_n', { rak: card.shelf })}
                      {card.state === 'Astray' && <Button size="compact-sm" variant="default" ml="sm" onClick={() => setLost(card)}>{t('kiriman_dinas.nyatakan_hilang')}</Button>}</td>
                  </tr>
                )) : []),
                ...(open && one.foreign.length > 0 ? [<tr key={one.manifest + 'foreign'} className="inner"><td colSpan={7}>▲ {t('kiriman_dinas.asing', { kartu: one.foreign.join(', ') })}</td></tr>] : []),
              ]
            })}
          </tbody>
        </table>
      )}
      {lost && <LostCard card={lost} busy={writeOff.busy} failure={writeOff.failure} back={() => setLost(null)} write={(cause) => void writeOff.run(lost.number, cause)} />}
    </Act>
  )
}

const names = (lines: ApplicationLine[]) => lines.slice(0, 4).map((line) => `${line.name.slice(0, 20)} ${nikTail(line.nik)}`).join(', ') + (lines.length > 4 ? ' …' : '')

function LostCard({ card, busy, failure, back, write }: { card: { serial: string; name: string }; busy: boolean; failure: Failure | null; back: () => void; write: (cause: string) => void }) {
  const t = useWords()
  const [cause, setCause] = useState('')
  return (
    <ConfirmPage title={t('kiriman_dinas.hilang_tanya', { seri: card.serial, nama: card.name })} verb={t('kiriman_dinas.nyatakan_hilang')} back={back} busy={busy}
      onYes={() => { if (cause.trim()) write(cause.trim()) }}>
      <p>{t('kiriman_dinas.hilang_akibat')}</p>
      <TextInput label={t('kiriman_dinas.hilang_sebab')} value={cause} required maxLength={200} onChange={(e) => setCause(e.currentTarget.value)} error={cause.trim() ? undefined : t('kiriman_dinas.hilang_sebab_kosong')} />
      {failure && <ErrorBlock failure={failure} />}
    </ConfirmPage>
  )
}
