// Recordings that were begun and not signed off: for the supervisor, who approves exceptions at his own screen.
import { useState } from 'react'
import { useLocation } from 'wouter'
import { post } from '../../api/client'
import { useAct, useRead } from '../../api/use'
import { Act } from '../../parts/Act'
import { ActList } from '../../parts/ActList'
import { useCurrentRow } from '../../parts/current'
import { ErrorBlock } from '../../parts/ErrorBlock'
import { ConfirmPage } from '../../shell/Shell'
import { useOfficer } from '../../shell/session'
import { useNow } from '../../shell/StatusBar'
import { age, kindOfLane, nikTail, queue } from '../../words/format'
import { useWords } from '../../words/words'
import { missingProofs, proofs, type Capture, type InProgress as Row } from '../perekaman/capture'
import { exceptionList } from '../perekaman/ExceptionPanel'
import { DiscardPanel } from './DiscardPanel'
import { halfWords } from './half'
import '../perekaman/perekaman.css'

const idOf = (row: Row) => row.number

export default function InProgress() {
  const t = useWords()
  const [, go] = useLocation()
  const { role } = useOfficer()
  const now = useNow(15_000)
  const read = useRead<{ items: Row[] }>('/api/captures', { every: 15_000 })
  const [panel, setPanel] = useState<{ what: 'approve' | 'discard'; row: Row } | null>(null)
  const [said, setSaid] = useState('')
  const rows = read.data?.items
  const [current, focus] = useCurrentRow(rows, idOf)
  const path = (row: Row) => `/api/applications/${encodeURIComponent(row.number)}/capture`
  const approve = useAct(async (row: Row) => {
    const after = await post<Capture>(path(row) + '/approval')
    setPanel(null)
    setSaid(t(after.needs_approval ? 'meja.berjalan.satu_lagi' : 'meja.berjalan.disetujui', { siapa: row.name }))
    await read.refetch()
  })
  const about = (row: Row) => `${queue(row.queue_number, kindOfLane(row.lane))} ${row.name}`
  const approvable = current && role === 'supervisor' && current.needs_approval && missingProofs(current).length === 0
  return (
    <Act heading={t('menu.rekaman_berjalan')} clause="I.2" about={rows?.length ? t('meja.berjalan.banyak', { n: rows.length }) : ''} success={said || undefined} failure={read.error ?? undefined}
      primary={current && (role === 'operator' ? { words: t('meja.lanjutkan', { nomor: queue(current.queue_number, kindOfLane(current.lane)) }), run: () => go('/perekaman/' + current.number) }
        : { words: t('meja.berjalan.setujui'), run: () => setPanel({ what: 'approve', row: current }), disabled: !approvable })}
      others={current ? [{ key: 'Alt+X', words: t('meja.buang.tombol'), run: () => setPanel({ what: 'discard', row: current }) }] : []}>
      <ActList label={t('menu.rekaman_berjalan')} rows={rows} id={idOf} onFocusRow={focus} empty={t('meja.berjalan.kosong')} text={(row) => `${about(row)} ${row.nik}`}
        columns={[
          { words: t('meja.kolom.nomor'), cell: (row) => <b>{queue(row.queue_number, kindOfLane(row.lane))}</b>, width: '80px' },
          { words: t('meja.kolom.nama'), cell: (row) => <>{row.name} <span className="dim">{nikTail(row.nik)}</span></> },
          { words: t('meja.berjalan.keadaan'), cell: (row) => halfWords(t, row), width: '290px' },
          { words: t('meja.berjalan.petugas'), cell: (row) => row.aside?.by ?? row.by, width: '100px' },
          { words: t('meja.kolom.tanda'), cell: (row) => (row.needs_approval ? '▲ ' + t(missingProofs(row).length > 0 ? 'meja.berjalan.tunggu_foto' : 'meja.berjalan.tunggu_setuju') : Object.keys(row.exceptions).length > 0 ? '● ' + t('meja.berjalan.sudah_setuju') : ''), width: '210px' },
          { words: t('meja.berjalan.sejak'), cell: (row) => age(now - Date.parse(row.began)), width: '95px', numeric: true },
        ]} />
      {panel?.what === 'discard' && <DiscardPanel number={panel.row.number} about={about(panel.row)} close={() => setPanel(null)}
        done={() => { setSaid(t('meja.buang.selesai', { nomor: about(panel.row) })); setPanel(null); void read.refetch() }} />}
      {panel?.what === 'approve' && (
        <ConfirmPage title={t('meja.berjalan.setujui_siapa', { siapa: about(panel.row) })} verb={t('meja.berjalan.setujui')} back={() => { approve.clear(); setPanel(null) }} busy={approve.busy} onYes={() => void approve.run(panel.row)}>
          <ul>{exceptionList(t, panel.row).map((one) => <li key={one}>{one}</li>)}</ul>
          <div className="thumbs">{proofs.filter((proof) => panel.row.parts.includes('proof-' + proof)).map((proof) => <img key={proof} src={`${path(panel.row)}/parts/proof-${proof}`} alt={t('perekaman.gambar.proof_' + proof.replace('-', '_'))} data-part="proof" />)}</div>
          {panel.row.approved_by !== '' && <p>{t('perekaman.persetujuan.kedua', { siapa: panel.row.approved_by })}</p>}
          {approve.failure && <ErrorBlock failure={approve.failure} />}
        </ConfirmPage>
      )}
    </Act>
  )
}
