// screens.md 3.19: the right card, whole, to the right person. The office writes berhasil or gagal; what may be tried
// again is tried again before anything is written.
import { useState } from 'react'
import { useLocation } from 'wouter'
import { post } from '../../api/client'
import type { Application } from '../../api/types'
import { useAct, useRead } from '../../api/use'
import { Act, type Step } from '../../parts/Act'
import { DiffTable } from '../../parts/DiffTable'
import { ErrorBlock } from '../../parts/ErrorBlock'
import { SecondPersonPanel, type Second } from '../../parts/SecondPerson'
import { blankScreen, useResidentAnswer, useResidentScreen, type Shown } from '../../parts/resident'
import { ConfirmPage } from '../../shell/Shell'
import { stateWords } from '../../words/application'
import { nik, nikTail, number as amount } from '../../words/format'
import { useWords } from '../../words/words'
import { verdictCode, verdictWords, wordOf } from './verdict'
import './pengambilan.css'

interface Chip { genuine: boolean; verdict: number; nik: string; name: string; rows: { label: string; chip: string; face: string }[]; fingers: number; portrait: string | null; chip_ms: number }
interface Result { word: string; verdict: number; fingers: Record<string, { words: string; db: number; attempts: number }>; chip_ms: number }
const limitMs = 2 * 60_000
const triesOfACard = 2

export default function PickUpPage({ number = '' }: Record<string, string | undefined>) {
  const t = useWords()
  const [, go] = useLocation()
  const path = '/api/applications/' + encodeURIComponent(number)
  const application = useRead<Application>(path)
  const [began, setBegan] = useState<number | null>(null)
  const [chip, setChip] = useState<Chip | null>(null)
  const [reads, setReads] = useState(0)
  const [result, setResult] = useState<Result | null>(null)
  const [agreed, setAgreed] = useState<boolean | null>(null)
  const [marked, setMarked] = useState<string[]>([])
  const [writing, setWriting] = useState(false)
  const [helped, setHelped] = useState(false)
  const [looking, setLooking] = useState(false)

  const read = useAct(async () => {
    setBegan((before) => before ?? Date.now())
    setChip(null)
    setResult(null)
    setAgreed(null)
    setMarked([])
    setReads(reads + 1)
    setChip(await post<Chip>(path + '/read-chip'))
  })
  const compare = useAct(async (supervisor?: Second) => {
    setWriting(false)
    setResult(await post<Result>(path + '/pick-up', supervisor))
    setLooking(false)
  })
  const rows = chip?.rows ?? []
  const shown: Shown = result
    ? { state: result.word === 'berhasil' ? 'done' : 'verify', data: {} }
    : compare.busy ? { state: 'verify', data: { lit: [2, 7] } }
    : chip && rows.length > 0 ? { state: 'pickup', data: { rows: rows.map((row) => ({ key: row.label, label: row.label, value: row.chip })), picture: chip.portrait ? 'data:image/png;base64,' + chip.portrait : undefined } }
    : { state: 'verify', data: {} }
  useResidentScreen(shown)
  useResidentAnswer((answer) => {
    if (answer.answer === 'help') return setHelped(true)
    if (answer.state !== 'pickup') return
    setAgreed(answer.answer === 'right')
    setMarked(answer.lines)
  })

  const about = application.data && <>{application.data.name} {nikTail(application.data.nik)} · {application.data.number}{application.data.shelf && <b> · {t('pengambilan.rak', { rak: application.data.shelf })}</b>}</>
  const leave = () => { blankScreen(); go('/pengambilan') }
  if (application.error && !application.data) return <Act heading={t('pengambilan.judul')} back={leave}><ErrorBlock failure={application.error} /></Act>
  if (!application.data) return <Act heading={t('pengambilan.judul')} back={leave}><div className="skeleton" role="status"><i /><i /></div></Act>
  if (application.data.state !== 'Called' && application.data.state !== 'Verified' && !result)
    return <Act heading={t('pengambilan.judul')} about={about} back={leave}><p className="empty">{t('pengambilan.bukan_sekarang', { keadaan: stateWords(t, application.data.state) })}</p></Act>

  const word = result?.word ?? (chip ? wordOf(chip.verdict) : null)
  const good = chip !== null && chip.verdict === 0
  // Recorded without a finger: two officers look at the face.
  const byFace = good && chip.fingers === 0
  const doomed = chip !== null && !result && word === 'gagal'
  const busy = read.busy || compare.busy
  const reading: Step = { key: 'F8', words: t('pengambilan.baca'), run: () => void read.run(), busy }
  const primary: Step = result && result.word !== 'ulangi'
    ? { words: t('pengambilan.berikutnya'), run: leave }
    : result || (chip && word === 'ulangi') || (doomed && reads < triesOfACard)
      ? { words: t('pengambilan.baca_lagi'), run: () => void read.run(), busy }
      : doomed ? { words: t('pengambilan.tulis_gagal'), run: () => setWriting(true), busy }
      : byFace ? { words: t('pengambilan.cocokkan_wajah'), run: () => setLooking(true), busy, disabled: agreed === false && marked.length === 0 }
      : good ? { words: t('pengambilan.cocokkan'), run: () => void compare.run(undefined), busy, disabled: agreed === false && marked.length === 0 }
      : reading
  const closed = result !== null && result.word !== 'ulangi'
  const others: Step[] = closed ? [] : [
    ...(primary === reading ? [] : [reading]),
    ...(good && !result ? [{ key: 'Alt+X', words: t('pengambilan.ada_beda'), run: () => setAgreed(agreed === false ? null : false) }] : []),
    ...(doomed && reads < triesOfACard ? [{ key: 'Alt+G', words: t('pengambilan.tulis_gagal'), run: () => setWriting(true) }] : []),
  ]
  const stages: [string, string][] = [
    ['kartu', chip ? (good ? '●' : '■') : read.busy ? '◌' : '▸'],
    ['data', good ? (agreed === false ? '▲' : agreed ? '●' : '▸') : '○'],
    [byFace ? 'wajah' : 'jari', result ? (result.word === 'berhasil' ? '●' : '■') : compare.busy ? '◌' : '○'],
    ['hasil', result ? (result.word === 'berhasil' ? '●' : '■') : '○'],
  ]
  return (
    <Act heading={t('pengambilan.judul')} clause="II.2, 6a-6d" about={about} began={closed ? null : began} limitMs={limitMs} back={leave} primary={primary} others={others} failure={read.failure ?? (looking ? null : compare.failure)}
      success={result?.word === 'berhasil' ? <b>{t(result.verdict === 1 ? 'pengambilan.berhasil_pengecualian' : 'pengambilan.berhasil')}</b> : undefined}>
      <ol className="stages" aria-label={t('pengambilan.tahap')}>{stages.map(([name, sign], i) => <li key={name}><span aria-hidden>{sign}</span> {i + 1} {t('pengambilan.tahap.' + name)}</li>)}</ol>
      {helped && <p className="warning">▲ {t('pengambilan.bantuan_diminta')}</p>}
      {!chip && !result && <p className="say-big" role="status">{read.busy ? t('pengambilan.membaca') : t('pengambilan.letakkan')}</p>}
      {chip && chip.verdict !== 0 && !result && (
        <div className="error" role="alert" data-code={verdictCode(chip.verdict)}>■ {verdictWords(t, chip.verdict)} <span className="code">({verdictCode(chip.verdict)})</span>
          {doomed && <p>{t('pengambilan.alat_kedua')}</p>}</div>
      )}
      {result && result.word !== 'berhasil' && (
        <div className="error" role="alert" data-code={verdictCode(result.verdict)}>■ <b>{t(result.word === 'gagal' ? 'pengambilan.gagal' : 'pengambilan.ulangi')}</b> {verdictWords(t, result.verdict)} <span className="code">({verdictCode(result.verdict)})</span>
          {result.word === 'gagal' && <p>{t('pengambilan.dikunci')}</p>}</div>
      )}
      {result && Object.keys(result.fingers).length > 0 && (
        <ul className="finger-results">{Object.entries(result.fingers).map(([finger, one]) => <li key={finger}>{one.words}: {t('pengambilan.percobaan', { n: one.attempts })}</li>)}</ul>
      )}
      {compare.busy && !byFace && <p className="say-big" role="status">{t('pengambilan.jari_sekarang')}</p>}
      {chip && good && !closed && (
        <div className="pick-up">
          <figure>
            {chip.portrait ? <img src={'data:image/png;base64,' + chip.portrait} alt={t('pengambilan.foto_cip')} /> : null}
            <figcaption>{t('pengambilan.foto_cip')}</figcaption>
          </figure>
          <div>
            <DiffTable label={t('pengambilan.tahap.data')} left={t('pengambilan.muka')} right={t('pengambilan.cip')}
              rows={rows.map((row) => ({ label: row.label, left: row.face, right: row.chip }))} />
            {byFace && <p className="notice">◆ {t('pengambilan.tanpa_jari')}</p>}
            <p>● {t('pengambilan.asli', { detik: amount(chip.chip_ms / 1000, 1), nik: nik(chip.nik) })}</p>
            {agreed === true && <p role="status">● {t('pengambilan.warga_sesuai')}</p>}
            {agreed === false && (
              <div className="warning" role="status">
                <p>▲ {marked.length > 0 ? t('pengambilan.warga_beda', { daftar: marked.join(', ') }) : t('pengambilan.pilih_beda')}</p>
                {marked.length === 0 && <p className="row">{rows.map((row) => <button key={row.label} type="button" className="group" onClick={() => setMarked([row.label])}>{row.label}</button>)}</p>}
                <p>{t(rows.every((row) => row.chip === row.face) ? 'pengambilan.sama_pernyataan' : 'pengambilan.beda_pernyataan')}</p>
                <p><a href={`/api/papers/${encodeURIComponent(number)}-pernyataan.pdf`} target="_blank" rel="noreferrer">{t('pengambilan.buka_pernyataan')}</a></p>
              </div>
            )}
          </div>
        </div>
      )}
      {looking && byFace && !closed && (
        <SecondPersonPanel title={t('pengambilan.supervisor_melihat')} verb={t('pengambilan.wajah_sama')} busy={compare.busy} failure={compare.failure} close={() => setLooking(false)} onSign={(supervisor) => void compare.run(supervisor)}>
          <p>{t('pengambilan.wajah_tanya', { nama: application.data.name })}</p>
          {chip.portrait && <img src={'data:image/png;base64,' + chip.portrait} alt={t('pengambilan.foto_cip')} className="face-again" />}
        </SecondPersonPanel>
      )}
      {writing && chip && (
        <ConfirmPage title={t('pengambilan.tulis_gagal')} verb={t('pengambilan.tulis_gagal')} back={() => setWriting(false)} onYes={() => void compare.run(undefined)} busy={compare.busy}>
          {t('pengambilan.tulis_gagal_tanya', { nama: application.data.name, sebab: verdictWords(t, chip.verdict), kode: verdictCode(chip.verdict) })}
        </ConfirmPage>
      )}
    </Act>
  )
}
