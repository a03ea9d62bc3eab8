// screens.md 3.23: one visit: data taken along, what was found at each door, every name accounted for.
import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { get, post } from '../../api/client'
import type { ApplicationLine, Page } from '../../api/types'
import { useAct, useRead } from '../../api/use'
import { Act } from '../../parts/Act'
import { ActList } from '../../parts/ActList'
import { ErrorBlock } from '../../parts/ErrorBlock'
import { ConfirmPage } from '../../shell/Shell'
import { nik } from '../../words/format'
import { useWords } from '../../words/words'
import type { Outcome, Visit, Visited } from './visit'

const signs: Record<Outcome, string> = { captured: '✓', refused: '✗', 'not-met': '▲', deceased: '✗', moved: '✗' }
/** These are told by somebody, and why is written down. */
type Told = 'refused' | 'deceased' | 'moved'
const tells = (outcome: Outcome): outcome is Told => outcome === 'refused' || outcome === 'deceased' || outcome === 'moved'
const idOf = (row: Visited) => row.nik

export default function VisitPage({ number = '' }: Record<string, string | undefined>) {
  const t = useWords()
  const [, go] = useLocation()
  const path = '/api/visits/' + encodeURIComponent(number)
  const read = useRead<Visit>(path)
  const [current, setCurrent] = useState<string | null>(null)
  const [telling, setTelling] = useState<{ who: Visited; outcome: Told } | null>(null)
  const [reason, setReason] = useState('')
  const [closing, setClosing] = useState(false)
  const [said, setSaid] = useState<string | null>(null)
  const visit = read.data
  const focused = visit?.residents.find((one) => one.nik === current) ?? visit?.residents.find((one) => one.outcome === null) ?? visit?.residents[0]
  const take = useAct(async () => setSaid(t('kunjungan.dibawa', { n: (await post<{ taken: number }>(path + '/take-along')).taken })))
  const result = useAct(async (who: Visited, outcome: Outcome, why = '') => {
    let application = ''
    if (outcome === 'captured') {
      // The newest application of this resident at this office is the one that was recorded at the door.
      for (let page = 1; !application && page < 20; ++page) {
        const lines = await get<Page<ApplicationLine>>(`/api/applications?page=${page}`)
        application = lines.items.find((one) => one.nik === who.nik && one.state !== 'Registered')?.number ?? ''
        if (!lines.more) break
      }
      if (!application) return setSaid(t('kunjungan.belum_terekam', { nik: nik(who.nik) }))
    }
    await post<Visit>(path + '/results', { nik: who.nik, outcome, application, reason: why })
    setSaid(null)
    setTelling(null)
    setReason('')
    await read.refetch()
  })
  const close = useAct(async () => {
    await post<Visit>(path + '/closing')
    setClosing(false)
    setSaid(t('kunjungan.sudah_ditutup'))
    await read.refetch()
  })
  const count = (outcome: Outcome) => visit?.residents.filter((one) => one.outcome === outcome).length ?? 0
  const open = visit?.residents.filter((one) => one.outcome === null).length ?? 0
  const back = () => go('/kunjungan')
  const mark = (outcome: Outcome) => {
    if (!focused) return
    setReason('')
    if (tells(outcome)) setTelling({ who: focused, outcome })
    else void result.run(focused, outcome)
  }
  const may = visit && !visit.closed && focused
  return (
    <Act heading={t('kunjungan.judul')} clause="8" about={visit && <>{visit.number} · {visit.day} · {visit.route}</>} back={back} failure={take.failure ?? result.failure ?? (closing ? null : close.failure)} success={said}
      primary={!visit || visit.closed ? undefined : open === 0 ? { words: t('kunjungan.cocokkan'), run: () => setClosing(true), busy: close.busy }
        : telling ? { words: t('kunjungan.catat_' + telling.outcome), run: () => void result.run(telling.who, telling.outcome, reason.trim()), disabled: reason.trim() === '', busy: result.busy }
        : { words: t('kunjungan.terekam'), run: () => mark('captured'), busy: result.busy }}
      others={may ? [
        { key: 'Alt+J', words: t('kunjungan.bawa'), run: () => void take.run(), busy: take.busy, rare: true },
        { key: 'Alt+X', words: t('kunjungan.menolak'), run: () => mark('refused') },
        { key: 'Alt+H', words: t('kunjungan.tidak_bertemu'), run: () => mark('not-met') },
        { key: 'Alt+W', words: t('kunjungan.meninggal'), run: () => mark('deceased'), rare: true },
        { key: 'Alt+P', words: t('kunjungan.pindah'), run: () => mark('moved'), rare: true },
      ] : []}>
      {read.error && !visit && <ErrorBlock failure={read.error} />}
      {visit && (
        <>
          <p>{t('kunjungan.tim')}: {visit.team.join(', ')} · {t('kunjungan.peralatan')}: {visit.equipment.join(', ') || '–'}</p>
          {open > 0 && !visit.closed && <p className="notice">◆ {t('kunjungan.sisa', { n: open })} {t('kunjungan.perkenalkan')}</p>}
          {telling && <TextInput label={t('kunjungan.alasan_' + telling.outcome, { nik: nik(telling.who.nik) })} description={telling.outcome === 'refused' ? undefined : t('kunjungan.akibat_' + telling.outcome)} value={reason} onChange={(e) => setReason(e.currentTarget.value)} autoFocus maxLength={200} />}
          <ActList label={t('kunjungan.penduduk_daftar')} rows={visit.residents} id={idOf} empty={t('kunjungan.kosong')} onFocusRow={(row) => setCurrent(row.nik)}
            columns={[
              { words: t('kunjungan.kolom.urut'), cell: (row) => visit.residents.indexOf(row) + 1, width: '50px', numeric: true },
              { words: t('kunjungan.kolom.nik'), cell: (row) => nik(row.nik), width: '220px' },
              { words: t('kunjungan.kolom.hasil'), cell: (row) => (row.outcome ? `${signs[row.outcome]} ${t('kunjungan.outcome.' + row.outcome.replace('-', '_'))}` : '○ ' + t('kunjungan.belum')), width: '200px' },
              { words: t('kunjungan.kolom.keterangan'), cell: (row) => [row.application, row.reason].filter(Boolean).join(' · ') },
            ]} />
        </>
      )}
      {closing && visit && (
        <ConfirmPage title={t('kunjungan.cocokkan')} verb={t('kunjungan.cocokkan')} back={() => { close.clear(); setClosing(false) }} onYes={() => void close.run()} busy={close.busy}>
          {t('kunjungan.tutup_tanya', { nomor: visit.number, rekam: count('captured'), tolak: count('refused'), tidak: count('not-met'), meninggal: count('deceased'), pindah: count('moved') })}
          {close.failure && <ErrorBlock failure={close.failure} />}
        </ConfirmPage>
      )}
    </Act>
  )
}
