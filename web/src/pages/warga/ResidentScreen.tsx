// screens.md 5: a second window or tablet of the desk, open to everybody; the office remembers what it shows.
import { Button } from '@mantine/core'
import { useCallback, useEffect, useRef, useState } from 'react'
import { Failure, get, post } from '../../api/client'
import { ErrorBlock } from '../../parts/ErrorBlock'
import type { Shown } from '../../parts/resident'
import type { SignatureHandle, Stroke } from '../../parts/SignaturePad'
import { useLanguage, useWords } from '../../words/words'
import { ResidentView } from './ResidentView'

const sizes = [100, 125, 150, 200] as const

export default function ResidentScreen() {
  const t = useWords()
  const language = useLanguage()
  const [shown, setShown] = useState<Shown | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [there, setThere] = useState(true)
  const [size, setSize] = useState<(typeof sizes)[number]>(100)
  const [strong, setStrong] = useState(false)
  const [called, setCalled] = useState(false)
  const view = useRef<HTMLDivElement>(null)
  const station = new URLSearchParams(location.search).get('station') ?? '1'
  const pad = useRef<SignatureHandle>(null)
  /** Ink that the office does not have yet; one is on its way at a time, the newest next. */
  const ink = useRef<{ newest: Stroke[] | null; busy: boolean }>({ newest: null, busy: false })
  const send = useCallback(() => {
    const strokes = ink.current.newest
    if (ink.current.busy || strokes === null) return
    ink.current = { newest: null, busy: true }
    post('/api/screen/strokes', { station, strokes }).then(
      () => { ink.current.busy = false; send() },
      () => { ink.current = { newest: ink.current.newest ?? strokes, busy: false }; setTimeout(send, 1000) })
  }, [station])
  const write = (strokes: Stroke[]) => { ink.current.newest = strokes.map((stroke) => stroke.map(([x, y]) => [Math.round(x * 10) / 10, Math.round(y * 10) / 10])); send() }
  const ask = useCallback(() => {
    get<Shown>('/api/screen?station=' + encodeURIComponent(station)).then((now) => {
      // What is being written here is newer than what the office knows.
      if (ink.current.newest === null && !ink.current.busy) pad.current?.set(now.data.strokes ?? [])
      setShown(now); setFailure(null); setCalled(false)
    }, (wrong: unknown) => { if (wrong instanceof Failure) setFailure(wrong) })
  }, [station])
  useEffect(() => { document.title = t('warga.judul') + ' · ktpel' }, [t])
  useEffect(() => {
    ask()
    const source = new EventSource('/api/screen/events')
    source.addEventListener('screen', ask)
    source.onopen = () => { setThere(true); ask() }
    source.onerror = () => setThere(false)
    return () => source.close()
  }, [ask])
  const answer = (what: 'right' | 'wrong' | 'help', lines: string[]) => {
    if (what === 'help') setCalled(true)
    void post('/api/screen/answer', { station, answer: what, lines }).catch((wrong: unknown) => { if (wrong instanceof Failure) setFailure(wrong) })
  }
  const canSpeak = 'speechSynthesis' in window
  const speak = () => {
    const spoken = new SpeechSynthesisUtterance([...(view.current?.querySelectorAll('.resident-title, .resident-data dt, .resident-data dd, .resident-statement, .resident-hold') ?? [])].map((one) => one.textContent).join('. '))
    spoken.lang = language
    const voice = speechSynthesis.getVoices().find((one) => /^(id|in)\b/.test(one.lang))
    if (voice && language === 'id') spoken.voice = voice
    speechSynthesis.speak(spoken)
  }
  return (
    <main className="warga" data-contrast={strong ? 'high' : 'normal'} style={{ '--resident-size': size / 100 } as React.CSSProperties}>
      {!there && <p className="offline" role="status">{t('warga.terputus')}</p>}
      {failure && <ErrorBlock failure={failure} />}
      <div className="warga-view" ref={view} aria-live="polite">
        {shown && <ResidentView shown={shown} answer={answer} write={write} pad={pad} />}
        {called && <p role="status" className="resident-answered">{t('warga.dipanggil')}</p>}
      </div>
      <footer className="warga-tools">
        <Button variant="default" size="md" onClick={() => setSize(sizes[(sizes.indexOf(size) + 1) % sizes.length] ?? 100)}>{t('warga.huruf', { n: size })}</Button>
        <Button variant="default" size="md" aria-pressed={strong} onClick={() => setStrong(!strong)}>{t('warga.kontras')}</Button>
        {canSpeak && <Button variant="default" size="md" onClick={speak}>{t('warga.bacakan')}</Button>}
      </footer>
    </main>
  )
}
