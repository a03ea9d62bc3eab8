// screens.md 3.17: a card whose chip was written, read back as a stranger would read it, and printed, for the right
// person. Chip first, print after.
import { Radio, TextInput } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { useLocation } from 'wouter'
import { get, post } from '../../api/client'
import type { Application } from '../../api/types'
import { useAct, useRead } from '../../api/use'
import { Act } from '../../parts/Act'
import { useDraft } from '../../parts/drafts'
import { ErrorBlock } from '../../parts/ErrorBlock'
import { ConfirmPage } from '../../shell/Shell'
import { useNow } from '../../shell/StatusBar'
import { nikTail } from '../../words/format'
import { stateWords } from '../../words/application'
import { sentence, useWords } from '../../words/words'
import { cardOf, type Blank, type Stock } from '../blangko/stock'
import { batchDraft, noBatch, type Batch } from '../personalisasi/batch'
import './cetak.css'

/** GET /api/applications/{number}/print-data: what the card will say beside what was signed. */
interface PrintData { rows: PrintRow[] }
export interface PrintRow { key: string; card: string; signed: string }
/** POST /api/applications/{number}/card: names of pictures and PDF under /api/cards/. */
interface Made { serial: string; chip: string; apdus: number; total_ms: number; face: string; back?: string; print: string }

/** A card says what its holder signed, or it is not made. */
export const differs = (rows: PrintRow[]) => rows.some((row) => row.card !== row.signed)

const limitMs = 4 * 60_000
const steps = ['compare', 'blank', 'write', 'read', 'print', 'check'] as const
const causes = ['chip', 'read_back', 'print', 'place', 'interrupted'] as const
/** Read-backs that differ: two in a row are the reader's fault, not the blanks'. */
const readBackCodes = [4112, 4113]
const lastDigits = 6

export default function PrintCard({ number = '' }: { number?: string }) {
  const [batch, , forget] = useDraft<Batch>(batchDraft, noBatch)
  const [, go] = useLocation()
  const place = batch?.numbers.indexOf(number) ?? -1
  const next = batch && place >= 0 ? batch.numbers[place + 1] : undefined
  const finish = async (done: string) => {
    if (next) return go('/cetak/' + next, { state: { done } })
    await forget()
    go('/personalisasi', { state: { done } })
  }
  return <OneCard key={number} number={number} reason={batch?.reason ?? ''} place={place >= 0 ? `${place + 1}/${batch?.numbers.length ?? 1}` : '1/1'} finish={finish} />
}

function OneCard({ number, reason, place, finish }: { number: string; reason: string; place: string; finish: (done: string) => Promise<void> }) {
  const t = useWords()
  const [, go] = useLocation()
  const application = useRead<Application>('/api/applications/' + number)
  const state = application.data?.state
  const [writing, setWriting] = useState(false)
  // While the chip is written the application passes through Personalising; otherwise that state is an interruption.
  const open = state === 'Unique' || state === 'Personalised' || (state === 'Personalising' && writing)
  const data = useRead<PrintData>(open ? `/api/applications/${number}/print-data` : null)
  const stock = useRead<Stock>('/api/stock')
  const [began] = useState(Date.now)
  const [serial, setSerial] = useState('')
  const [made, setMade] = useState<Made | null>(null)
  const [opened, setOpened] = useState(false)
  const [digits, setDigits] = useState('')
  const [other, setOther] = useState(false)
  const [spoiling, setSpoiling] = useState(false)
  const [misread, setMisread] = useState(0)
  const [before] = useState(() => (history.state as { done?: string } | null)?.done ?? null)
  const blank = useRef<HTMLInputElement>(null)

  const differ = data.data !== undefined && differs(data.data.rows)
  const compared = data.data !== undefined && !differ

  const write = useAct(async () => {
    setWriting(true)
    try {
      setMade(await post<Made>(`/api/applications/${number}/card`, { serial: serial.trim(), ...(reason ? { order_reason: reason } : {}) }))
      setMisread(0)
    } catch (wrong) {
      // The attempt cost this blank, or the blank was not ours: either way the next one is scanned into an empty field.
      setMisread((count) => (readBackCodes.includes((wrong as { code?: number }).code ?? 0) ? count + 1 : count))
      setSerial('')
      throw wrong
    } finally {
      await application.refetch()
      setWriting(false)
    }
  })
  const card = made?.serial ?? null
  /** After an interruption between print and check the card in hand tells its own number. */
  const check = useAct(async () => {
    const typed = digits.trim()
    const known = card ?? typed
    const right = card ? typed === card || typed === card.slice(-lastDigits) : cardOf(await get<Blank>('/api/stock/blanks/' + encodeURIComponent(typed))) === number
    setOther(!right)
    if (right) await finish(`${application.data?.name ?? ''} ${nikTail(application.data?.nik ?? '')}, ${known}`)
  })
  const spoil = useAct(async (cause: (typeof causes)[number]) => {
    await post(`/api/applications/${number}/spoilage`, { cause: sentence('id', 'cetak.sebab_' + cause) })
    setSpoiling(false)
    setMade(null)
    setOpened(false)
    setDigits('')
    setSerial('')
    setOther(false)
    void application.refetch()
  })

  const printing = state === 'Personalised' || made !== null
  const interrupted = state === 'Personalising' && !writing && made === null
  const at = printing ? (opened || !made ? 5 : 4) : write.busy ? 2 : compared ? 1 : 0
  const openPrint = () => {
    if (!made) return
    window.open('/api/cards/' + encodeURIComponent(made.print), '_blank', 'noopener')
    setOpened(true)
  }
  const primary = spoiling ? undefined : printing
    ? { words: t('cetak.baik'), run: () => void check.run(), disabled: digits.trim().length < lastDigits, busy: check.busy }
    : state === 'Unique' ? { words: t('cetak.tulis'), run: () => void write.run(), disabled: !compared || serial.trim() === '', busy: write.busy } : undefined

  useEffect(() => {
    if (compared && !printing) blank.current?.focus()
  }, [compared, printing, write.failure])

  return (
    <Act heading={t('cetak.judul')} clause="II.1" began={began} limitMs={limitMs} primary={primary} failure={write.failure ?? check.failure}
      about={application.data && <>{place} {application.data.name} <span className="dim">{nikTail(application.data.nik)}</span></>}
      back={() => go('/personalisasi')}
      success={before && !made && !write.failure ? t('cetak.sebelumnya', { kartu: before }) : undefined}
      others={[
        { key: 'Alt+R', words: t('cetak.rusak'), run: () => setSpoiling(true), disabled: !(printing || interrupted) },
        { key: 'F9', words: t('cetak.buka_cetak'), run: openPrint, disabled: !made },
      ]}>
      <ol className="print-steps" aria-label={t('cetak.langkah')}>
        {steps.map((step, i) => (
          <li key={step} aria-current={i === at ? 'step' : undefined}>{i + 1} {t('cetak.langkah_' + step)} {i < at ? '✓' : i === at ? '▸' : ''}</li>
        ))}
      </ol>
      {application.error && !application.data && <ErrorBlock failure={application.error} />}
      {state && !open && !interrupted && <p className="notice">◆ {t('cetak.bukan_giliran', { keadaan: stateWords(t, state) })}</p>}
      {interrupted && <p className="warning">▲ {t('cetak.terputus')}</p>}
      {misread >= 2 && <p className="warning" role="alert">▲ {t('cetak.panggil_teknisi')}</p>}
      {data.error && !data.data && <ErrorBlock failure={data.error} />}
      {differ && <div className="error" role="alert">■ {t('cetak.berbeda')}</div>}
      {other && <div className="error" role="alert">■ {t('cetak.nomor_lain')}</div>}
      {open && (
        <div className="print-desk">
          <div className="side">
            {made ? (
              <div className="print-faces">
                <figure><img src={'/api/cards/' + encodeURIComponent(made.face)} alt={t('cetak.muka_alt', { nama: application.data?.name ?? '' })} /><figcaption>{t('cetak.muka')}</figcaption></figure>
                {made.back && <figure><img src={'/api/cards/' + encodeURIComponent(made.back)} alt={t('cetak.belakang_alt', { seri: made.serial })} /><figcaption>{t('cetak.belakang')}</figcaption></figure>}
              </div>
            ) : data.data && !printing ? (
              <img className="print-portrait" src={`/api/applications/${number}/print-data/portrait`} alt={t('cetak.foto_alt', { nama: application.data?.name ?? '' })} />
            ) : null}
            {printing ? (
              <>
                {made && <p className="hint">{t('cetak.cip', { seri: made.serial, cip: made.chip, lama: Math.ceil(made.total_ms / 1000) })}</p>}
                <TextInput label={made ? t('cetak.enam_angka') : t('cetak.nomor_kartu')} description={t('cetak.enam_angka_petunjuk')} value={digits} autoFocus autoComplete="off"
                  inputMode="numeric" onChange={(e) => { setDigits(e.currentTarget.value); setOther(false) }} />
              </>
            ) : write.busy ? <Writing /> : (
              <>
                <TextInput ref={blank} label={t('cetak.blangko')} description={t('cetak.blangko_petunjuk')} value={serial} disabled={!compared || state !== 'Unique'} autoComplete="off"
                  onChange={(e) => setSerial(e.currentTarget.value)} />
                {stock.data?.keeps_stock && <p className="hint">{nextOf(stock.data) ? t('cetak.stok', { seri: nextOf(stock.data) ?? '', n: stock.data.forecast.stock }) : t('cetak.stok_habis')}</p>}
              </>
            )}
          </div>
          <div>
            {data.isPending && !data.error && <div className="skeleton" role="status"><i /><i /><i /></div>}
            {data.data && <Comparison rows={data.data.rows} />}
          </div>
        </div>
      )}
      {spoiling && (
        <SpoilPage name={card ?? application.data?.name ?? number} first={interrupted ? 'interrupted' : 'print'} busy={spoil.busy}
          failure={spoil.failure ? <ErrorBlock failure={spoil.failure} /> : null} back={() => setSpoiling(false)} spoil={(cause) => void spoil.run(cause)} />
      )}
    </Act>
  )
}

/** The blank that lies on top: with the officer, else in the safe. */
const nextOf = (stock: Stock) => stock.with_me[0] ?? stock.in_safe[0]

function Writing() {
  const t = useWords()
  const now = useNow(1000)
  const [since] = useState(Date.now)
  return <p className="print-busy" role="status">◌ {t('cetak.menulis', { lama: Math.max(0, Math.floor((now - since) / 1000)) })}</p>
}

function Comparison({ rows }: { rows: PrintRow[] }) {
  const t = useWords()
  return (
    <table className="diff" aria-label={t('cetak.perbandingan')}>
      <thead><tr><th>{t('beda.data')}</th><th>{t('cetak.pernyataan')}</th><th>{t('cetak.kartu')}</th><th>{t('beda.sama')}</th></tr></thead>
      <tbody>
        {rows.map((row) => {
          const same = row.card === row.signed
          return (
            <tr key={row.key} data-same={same}>
              <th scope="row">{t('cetak.data_' + row.key)}</th><td>{row.signed || '–'}</td><td>{same ? '=' : row.card || '–'}</td>
              <td>{same ? '●' : '■'} <span className="hidden">{t(same ? 'beda.sama' : 'beda.beda')}</span></td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

function SpoilPage({ name, first, busy, failure, back, spoil }: {
  name: string; first: (typeof causes)[number]; busy: boolean; failure: React.ReactNode; back: () => void; spoil: (cause: (typeof causes)[number]) => void
}) {
  const t = useWords()
  const [cause, setCause] = useState<(typeof causes)[number]>(first)
  return (
    <ConfirmPage title={t('cetak.rusak_tanya', { seri: name, sebab: t('cetak.sebab_' + cause) })} verb={t('cetak.tandai_rusak')} back={back} onYes={() => spoil(cause)} busy={busy}>
      <p>{t('cetak.rusak_akibat')}</p>
      <Radio.Group label={t('cetak.sebab')} value={cause} onChange={(one) => setCause(one as typeof cause)}>
        {causes.map((one) => <Radio key={one} value={one} label={t('cetak.sebab_' + one)} mt="xs" />)}
      </Radio.Group>
      {failure}
    </ConfirmPage>
  )
}
