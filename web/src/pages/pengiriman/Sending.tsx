// screens.md 3.11: what waits to be sent, since when, what hinders it; by hand: a stick.
import { useRef, useState } from 'react'
import { post, postFile, postForFile } from '../../api/client'
import type { Status } from '../../api/types'
import { actsNext, type Outbox, type Unsent } from './outbox'
import { useAct, useRead } from '../../api/use'
import { Act } from '../../parts/Act'
import { ActList } from '../../parts/ActList'
import { codeWords, ErrorBlock, wordsOf } from '../../parts/ErrorBlock'
import { Failure } from '../../api/client'
import { useNow } from '../../shell/StatusBar'
import { eventWords } from '../../words/application'
import { age, bytes, clockSeconds, dayTime, number, time } from '../../words/format'
import { useWords } from '../../words/words'

interface Sent { pushed: number; pulled: number; blobs_sent: number; blobs_fetched: number }
interface Imported { parts: number; acknowledged: number; received: number; blobs: number }
const tooOld = 24 * 3600_000
const idOf = (row: Unsent) => String(row.sequence)

export default function Sending() {
  const t = useWords()
  const now = useNow(10000)
  const status = useRead<Status>('/api/status', { every: 5000 })
  const list = useRead<Outbox>('/api/outbox', { every: 5000 })
  const file = useRef<HTMLInputElement>(null)
  const [said, setSaid] = useState<string | null>(null)
  const send = useAct(async () => {
    setSaid(null)
    const report = await post<Sent>('/api/synchronisation')
    setSaid(t('pengiriman.terkirim', { n: report.pushed, terima: report.pulled }))
  })
  const carry = useAct(async () => {
    setSaid(null)
    const parcel = await postForFile('/api/parcels')
    const link = document.createElement('a')
    link.href = URL.createObjectURL(parcel)
    link.download = `${status.data?.site ?? 'kantor'}-${new Date().toISOString().slice(0, 10)}.ktpel`
    link.click()
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
    setSaid(t('pengiriman.diekspor', { n: status.data?.line.unsent ?? 0, besar: bytes(parcel.size) }))
  })
  const take = useAct(async (parcel: File) => {
    setSaid(null)
    const report = await postFile<Imported>('/api/parcels/import', parcel)
    setSaid(t('pengiriman.diimpor', { n: report.received, akui: report.acknowledged }))
  })
  const box = list.data
  const line = status.data?.line
  const oldest = status.data?.outbox?.oldest
  const trouble = line?.last_failure
  const waiting = line?.unsent ?? 0
  return (
    <Act heading={t('pengiriman.judul')} clause="1h" back={() => history.back()} failure={send.failure ?? carry.failure ?? take.failure ?? (status.error && !status.data ? status.error : null)} success={said}
      primary={{ key: 'F8', words: t('pengiriman.kirim'), run: () => void send.run(), busy: send.busy }}
      others={[
        { key: 'Alt+E', words: t('pengiriman.ekspor'), run: () => void carry.run(), busy: carry.busy },
        { key: 'Alt+I', words: t('pengiriman.impor'), run: () => file.current?.click(), busy: take.busy },
      ]}>
      <input ref={file} type="file" accept=".ktpel" hidden aria-label={t('pengiriman.impor')} onChange={(e) => { const chosen = e.currentTarget.files?.[0]; e.currentTarget.value = ''; if (chosen) void take.run(chosen) }} />
      {line && (
        <dl className="values">
          <div className="value"><dt>{t('pengiriman.jalur')}</dt><dd>{trouble ? t('pengiriman.jalur_putus') : t('pengiriman.jalur_baik')}</dd></div>
          <div className="value"><dt>{t('pengiriman.terakhir')}</dt><dd>{line.last_reached ? dayTime(line.last_reached) : '–'}</dd></div>
          <div className="value"><dt>{t('pengiriman.menunggu')}</dt><dd data-unsent={waiting}>{t('pengiriman.isian', { n: waiting })}</dd></div>
          <div className="value"><dt>{t('pengiriman.tertua')}</dt><dd>{oldest ? age(now - Date.parse(oldest)) : '–'}</dd></div>
        </dl>
      )}
      {trouble && <p className="offline">○ {wordsOf(new Failure(503, trouble), t).text} ({codeWords(trouble.code)}) {t('pengiriman.sendiri')}</p>}
      {line?.warning && <p className="warning">▲ {wordsOf(new Failure(409, line.warning), t).text} ({codeWords(line.warning.code)})</p>}
      {oldest && now - Date.parse(oldest) > tooOld && <p className="warning">▲ {t('pengiriman.lewat_hari', { n: waiting })}</p>}
      {line && waiting === 0 && !trouble && <p className="empty">{t('pengiriman.kosong', { jam: line.last_reached ? time(line.last_reached) : '–' })}</p>}
      {box && box.items.length > 0 && (
        <p className="notice">◆ {t(actsNext(box.last_failure?.code))}{box.next_try && ' ' + t('pengiriman.coba_lagi', { jam: clockSeconds(box.next_try) })}</p>
      )}
      {(list.data?.items.length ?? 0) > 0 && (
        <ActList label={t('pengiriman.isian_daftar')} rows={list.data?.items} id={idOf} empty="" failure={list.error && !list.data ? <ErrorBlock failure={list.error} /> : undefined}
          columns={[
            { words: t('pengiriman.kolom.nomor'), cell: (row) => number(row.sequence), width: '80px', numeric: true },
            { words: t('pengiriman.kolom.isi'), cell: (row) => <>{eventWords(t, row.kind)} {row.name ? <b>{row.name}</b> : null} <span className="dim">{row.subject}</span></> },
            { words: t('pengiriman.kolom.besar'), cell: (row) => bytes(row.bytes), width: '90px', numeric: true },
            { words: t('pengiriman.kolom.umur'), cell: (row) => age(now - Date.parse(row.time)), width: '90px', numeric: true },
            { words: t('pengiriman.kolom.keadaan'), cell: (row) => (row.sequence === box?.items[0]?.sequence && trouble ? `▲ ${codeWords(trouble.code)}` : t('pengiriman.menunggu_giliran')), width: '170px' },
          ]} />
      )}
      {waiting > 0 && <p className="hint">{t('pengiriman.usb', { n: waiting })}</p>}
    </Act>
  )
}
