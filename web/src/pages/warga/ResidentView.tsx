// What the resident sees (screens.md 5): one idea a screen, no clock, no numbers of quality. The operator's page shows
// the same, small.
import { Button } from '@mantine/core'
import { useEffect, useState, type RefObject } from 'react'
import { FingerMap, type FingerMark } from '../../parts/FingerMap'
import type { Shown } from '../../parts/resident'
import { SignaturePad, type SignatureHandle, type Stroke } from '../../parts/SignaturePad'
import { useWords } from '../../words/words'
import './warga.css'

interface Props {
  shown: Shown; small?: boolean
  answer?: (what: 'right' | 'wrong' | 'help', lines: string[]) => void
  /** The resident writes here; all strokes each time. */
  write?: (strokes: Stroke[]) => void
  pad?: RefObject<SignatureHandle | null>
}

function Ink({ strokes }: { strokes: [number, number][][] }) {
  return (
    <svg className="resident-ink" viewBox="0 0 540 180" aria-hidden>
      {strokes.map((stroke, i) => <polyline key={i} points={stroke.map(([x, y]) => `${x},${y}`).join(' ')} fill="none" stroke="#111" strokeWidth={3} strokeLinecap="round" strokeLinejoin="round" />)}
    </svg>
  )
}

export function ResidentView({ shown: { state, data }, small, answer, write, pad }: Props) {
  const t = useWords()
  const [choosing, setChoosing] = useState(false)
  const [wrong, setWrong] = useState<Set<string>>(new Set())
  const [answered, setAnswered] = useState<'right' | 'wrong' | null>(null)
  useEffect(() => { setChoosing(false); setWrong(new Set()); setAnswered(null) }, [state])
  const hint = data.hint && data.hint !== 'good' ? t('petunjuk.warga.' + data.hint) : ''
  const say = (what: 'right' | 'wrong', lines: string[] = []) => { setAnswered(what); setChoosing(false); answer?.(what, lines) }
  const toggle = (key: string) => setWrong((before) => { const now = new Set(before); if (!now.delete(key)) now.add(key); return now })
  const marks: Record<number, FingerMark> = {}
  for (const finger of data.lit ?? []) marks[finger] = { state: 'now' }
  for (const finger of data.absent ?? []) marks[finger] = { state: 'absent' }
  const asks = state === 'biodata' || state === 'pickup'
  const ink = write
    ? <div className="resident-pad"><SignaturePad key={state} ref={pad} label={t('warga.tanda_tangan')} start={data.strokes ?? []} onDrawing={write} onChange={write} /></div>
    : <Ink strokes={data.strokes ?? []} />
  const title = small ? (text: string) => <p className="resident-title">{text}</p> : (text: string) => <h1 className="resident-title">{text}</h1>
  const which = data.lit?.length === 1 ? data.lit[0] : undefined
  const hand = (data.lit ?? []).every((finger) => finger >= 2 && finger <= 5) ? 'kanan' : (data.lit ?? []).every((finger) => finger >= 7) ? 'kiri' : 'jempol'
  return (
    <div className={'resident' + (small ? ' small' : '')} data-state={state}>
      {data.step !== undefined && <p className="resident-step">{t('warga.langkah', { n: data.step, dari: data.steps ?? data.step })}</p>}
      {state === 'idle' && title(t('warga.menunggu'))}
      {asks && (
        <>
          {title(choosing ? t('warga.tunjuk') : t(state === 'pickup' ? 'warga.bandingkan' : 'warga.benar_tanya'))}
          <div className="resident-data">
            {data.picture && <img src={data.picture} alt={t('warga.foto_cip')} />}
            <dl>
              {data.rows?.map((row, i) => (
                <div key={row.key} data-at={i === data.at} data-wrong={wrong.has(row.key)}>
                  <dt>{row.label}</dt>
                  <dd>{choosing ? <button type="button" aria-pressed={wrong.has(row.key)} onClick={() => toggle(row.key)}>{wrong.has(row.key) ? '▲ ' : ''}{row.value}</button> : row.value}</dd>
                </div>
              ))}
            </dl>
          </div>
        </>
      )}
      {state === 'photo' && <>{title(data.picture ? t('warga.foto_anda') : hint || t('warga.foto'))}{data.picture ? <img className="resident-photo" src={data.picture} alt={t('warga.foto_anda')} /> : <div className="resident-oval" aria-hidden />}</>}
      {state === 'signature' && <>{title(hint || t('warga.tanda_tangan'))}{ink}</>}
      {state === 'fingers' && <>{title(hint || t('warga.jari_' + hand))}<FingerMap marks={marks} /><p className="resident-hold">{t('warga.tahan')}</p></>}
      {state === 'iris' && <>{title(hint || t('warga.iris'))}<div className="resident-eyes" aria-hidden>◎ ◎</div></>}
      {state === 'verify' && <>{title(hint || (which ? t('warga.letakkan', { jari: t('jari.' + which) }) : t('warga.tunggu_sebentar')))}<FingerMap marks={marks} /></>}
      {state === 'statement' && (data.text
        ? <><blockquote className="resident-statement">{data.text}</blockquote>{state === 'statement' && write && !data.ink ? null : ink}</>
        : title(t('warga.tunggu_sebentar')))}
      {state === 'done' && title(t('warga.selesai'))}
      {answered && <p className="resident-answered" role="status">● {t('warga.dijawab_' + answered)}</p>}
      {answer && state !== 'idle' && state !== 'done' && (
        <div className="resident-buttons">
          {asks && !answered && (choosing
            ? <><Button size="xl" variant="default" onClick={() => setChoosing(false)}>{t('warga.batal')}</Button><Button size="xl" disabled={wrong.size === 0} onClick={() => say('wrong', [...wrong])}>{t('warga.tunjukkan')}</Button></>
            : <><Button size="xl" variant="default" onClick={() => setChoosing(true)}>{t(state === 'pickup' ? 'warga.beda' : 'warga.salah')}</Button><Button size="xl" onClick={() => say('right')}>{t(state === 'pickup' ? 'warga.sesuai' : 'warga.benar')}</Button></>)}
          <Button size="xl" variant="default" className="resident-help" onClick={() => answer('help', [])}>? {t('warga.bantu')}</Button>
        </div>
      )}
    </div>
  )
}
