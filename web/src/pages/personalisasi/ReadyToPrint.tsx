// screens.md 3.15: print the oldest first, only what is proven unique.
import { Select } from '@mantine/core'
import { useCallback, useMemo, useState } from 'react'
import { useLocation } from 'wouter'
import { put } from '../../api/client'
import type { ApplicationLine } from '../../api/types'
import { useAct, useRead } from '../../api/use'
import { Act } from '../../parts/Act'
import { ActList } from '../../parts/ActList'
import { ErrorBlock } from '../../parts/ErrorBlock'
import { useOffline } from './offline'
import { ConfirmPage } from '../../shell/Shell'
import { useNow } from '../../shell/StatusBar'
import { age, clock, day, nikTail, number } from '../../words/format'
import { laneWords } from '../../words/application'
import { useWords } from '../../words/words'
import type { Stock } from '../blangko/stock'
import { batchDraft, reasons } from './batch'
import { useLines } from './lines'

const idOf = (line: ApplicationLine) => line.number
const textOf = (line: ApplicationLine) => `${line.number} ${line.name} ${line.nik} ${line.office}`

export default function ReadyToPrint() {
  const t = useWords()
  const [, go] = useLocation()
  const now = useNow(60_000)
  const offline = useOffline()
  const ready = useLines('Unique')
  const begun = useLines('Personalising')
  const stock = useRead<Stock>('/api/stock')
  const [picked, setPicked] = useState<Set<string>>(new Set())
  const [at, setAt] = useState<ApplicationLine | null>(null)
  const [short, setShort] = useState(false)
  const [reason, setReason] = useState<string | null>(null)
  const [done, setDone] = useState(() => (history.state as { done?: string } | null)?.done ?? null)

  const lines = ready.data
  const chosen = useMemo(() => {
    const all = lines ?? []
    const some = all.filter((line) => picked.has(line.number))
    return some.length > 0 ? some : all.filter((line) => line.number === (at?.number ?? all[0]?.number))
  }, [lines, picked, at])
  // Of one lane an older card that is not picked would have to wait for a younger one.
  const skipped = useMemo(() => {
    const last = chosen.at(-1)
    if (!lines || !last) return 0
    return lines.slice(0, lines.indexOf(last)).filter((line) => !chosen.includes(line)).length
  }, [lines, chosen])
  const blanks = stock.data?.keeps_stock ? stock.data.forecast.stock : null

  const start = useAct(async (count: number) => {
    const numbers = chosen.slice(0, count).map(idOf)
    await put('/api/drafts/' + batchDraft, { numbers, reason: skipped > 0 ? reason ?? '' : '' })
    go('/cetak/' + numbers[0])
  })
  const pick = useCallback((line: ApplicationLine) => setPicked((old) => {
    const next = new Set(old)
    if (!next.delete(line.number)) next.add(line.number)
    return next
  }), [])
  const pickOffice = () => {
    const office = (at ?? lines?.[0])?.office
    setPicked(new Set((lines ?? []).filter((line) => line.office === office).map(idOf)))
  }
  const begin = () => {
    setDone(null)
    if (blanks !== null && blanks < chosen.length) setShort(true)
    else void start.run(chosen.length)
  }
  const needsReason = skipped > 0 && !reason
  const cards = (lines ?? []).length

  return (
    <Act heading={t('personalisasi.judul')} clause="4, II.1" failure={start.failure} about={<Summary stock={stock.data} lines={lines} />}
      success={done ? t('personalisasi.selesai', { kartu: done }) : undefined}
      others={[{ key: 'Alt+A', words: t('personalisasi.pilih_semua'), run: pickOffice, disabled: cards === 0 }]}
      primary={cards > 0 ? { words: t('personalisasi.mulai', { n: chosen.length }), run: begin, disabled: short || needsReason || blanks === 0, busy: start.busy } : undefined}>
      {offline && <p className="offline">{t('personalisasi.luring')}</p>}
      {begun.data?.map((line) => (
        <p key={line.number} className="warning">▲ {t('personalisasi.terputus', { nama: line.name, nik: nikTail(line.nik) })}{' '}
          <a href={'/cetak/' + line.number} onClick={(e) => { e.preventDefault(); go('/cetak/' + line.number) }}>{t('personalisasi.lanjutkan')}</a></p>
      ))}
      {blanks === 0 && cards > 0 && <p className="warning">▲ {t('personalisasi.stok_habis')}</p>}
      {skipped > 0 && (
        <div className="warning row">
          <span>▲ {t('personalisasi.dilompati', { n: skipped })}</span>
          <Select label={t('personalisasi.alasan')} value={reason} onChange={setReason} data={reasons.map((one) => ({ value: one, label: t('personalisasi.alasan_' + one) }))} />
        </div>
      )}
      <ActList label={t('personalisasi.judul')} rows={lines} id={idOf} text={textOf} picked={picked} pick={pick} onFocusRow={setAt}
        failure={ready.error && !lines ? <ErrorBlock failure={ready.error} /> : undefined}
        empty={ready.dataUpdatedAt > 0 ? t('personalisasi.kosong', { jam: clock(ready.dataUpdatedAt) }) : ''}
        columns={[
          { words: t('personalisasi.jalur'), width: '110px', cell: (line) => (line.lane === 'regular' ? '' : `◷ ${laneWords(t, line.lane)}`) },
          { words: t('personalisasi.nama'), cell: (line) => <>{line.name} <span className="dim">{nikTail(line.nik)}</span></> },
          { words: t('personalisasi.tempat'), width: '170px', cell: (line) => line.office },
          { words: t('personalisasi.sejak'), width: '175px', cell: (line) => `${day(line.since)} ${clock(line.since)}` },
          { words: t('personalisasi.umur'), width: '90px', numeric: true, cell: (line) => age(now - Date.parse(line.since)) },
        ]} />
      {short && blanks !== null && (
        <ConfirmPage title={t('personalisasi.stok_kurang', { stok: blanks, dipilih: chosen.length })} verb={t('personalisasi.cetak_tertua', { n: blanks })}
          back={() => setShort(false)} onYes={() => void start.run(blanks)} busy={start.busy}>
          <p>{t('personalisasi.cetak_tertua_tanya', { n: blanks })}</p>
        </ConfirmPage>
      )}
    </Act>
  )
}

/** "Siap cetak 312 · satu hari 2 · stok 480 (± 6 hari) · hari ini tercetak 57, rusak 1". */
function Summary({ stock, lines }: { stock: Stock | undefined; lines: ApplicationLine[] | undefined }) {
  const t = useWords()
  if (!stock || !lines) return null
  const { forecast, account } = stock
  const left = forecast.days_left
  return (
    <span className="hint">
      {t('personalisasi.ringkas', { siap: number(lines.length), cepat: lines.filter((line) => line.lane === 'same-day').length })}
      {' · '}
      {!stock.keeps_stock ? t('personalisasi.stok_tak_dicatat') : left === null
        ? t('personalisasi.stok', { n: number(forecast.stock) })
        : t('personalisasi.stok_hari', { n: number(forecast.stock), hari: number(Math.floor(left)) })}
      {stock.keeps_stock && ' · ' + t('personalisasi.hari_ini', { baik: account.good, rusak: account.spoilt })}
    </span>
  )
}
