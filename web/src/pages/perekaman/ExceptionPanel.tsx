// Alt+P: what cannot be recorded, and why; a supervisor approves it (SOP 1c, 1d).
import { Button, Radio } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { put } from '../../api/client'
import { useAct } from '../../api/use'
import { ErrorBlock } from '../../parts/ErrorBlock'
import { FingerMap, type FingerMark } from '../../parts/FingerMap'
import { useKeys } from '../../shell/keys'
import type { Words } from '../../words/words'
import { useWords } from '../../words/words'
import { exceptionsOf, hasFinger, type Capture, type ExceptionName } from './capture'
import { useDesk } from './desk'

const partWords = (t: Words, part: string) =>
  part.startsWith('finger-') ? t('jari.' + part.slice(7)) : t('perekaman.gambar.' + part.replace(/-/g, '_'))
/** "jari manis kanan (diperban)": as every later page names them. */
export const exceptionList = (t: Words, capture: Pick<Capture, 'exceptions' | 'parts' | 'mark'>) =>
  Object.entries(capture.exceptions).filter(([part]) => part === 'signature' || !capture.parts.includes(part)).map(([part, why]) => `${partWords(t, part)} (${t('pengecualian.' + why.replace(/-/g, '_'))}${part === 'signature' ? ': ' + t('perekaman.saksi.' + capture.mark) : ''})`)

const eyes = ['iris-right', 'iris-left']

export function ExceptionPanel({ close, done }: { close: () => void; done: (capture: Capture) => void }) {
  const t = useWords()
  const { capture, path, step } = useDesk()
  const about = step === 'irises' ? 'eye' : step === 'signature' ? 'signature' : 'finger'
  const mine = (part: string) => (about === 'finger' ? part.startsWith('finger-') : about === 'eye' ? eyes.includes(part) : part === 'signature')
  const before = Object.entries(capture.exceptions).filter(([part]) => mine(part))
  const [parts, setParts] = useState<Set<string>>(new Set(about === 'signature' ? ['signature'] : []))
  const [why, setWhy] = useState<ExceptionName>(exceptionsOf(about)[0] ?? 'missing')
  const title = useRef<HTMLHeadingElement>(null)
  useEffect(() => title.current?.focus(), [])
  const toggle = (part: string) => setParts((now) => { const then = new Set(now); if (!then.delete(part)) then.add(part); return then })
  const keep = useAct(async (exceptions: Record<string, ExceptionName>) => done(await put<Capture>(path + '/facts', { exceptions })))
  const add = () => void keep.run({ ...capture.exceptions, ...Object.fromEntries([...parts].map((part) => [part, why])) })
  const take = (part: string) => void keep.run(Object.fromEntries(Object.entries(capture.exceptions).filter(([one]) => one !== part)))
  useKeys({
    Escape: close, Enter: parts.size > 0 && !keep.busy && add,
    ...(about === 'eye' ? { '1': () => toggle('iris-right'), '2': () => toggle('iris-left') } : {}),
  }, 'panel')
  const marks: Record<number, FingerMark> = {}
  for (let finger = 1; finger <= 10; ++finger) {
    const part = 'finger-' + finger
    if (parts.has(part) || capture.exceptions[part]) marks[finger] = { state: (parts.has(part) ? why : capture.exceptions[part]) === 'bandaged' ? 'absent-for-now' : 'absent' }
    else if (hasFinger(capture, finger)) marks[finger] = { state: 'good', words: t('perekaman.jari.terekam') }
  }
  return (
    <aside className="second exception" role="dialog" aria-modal="false" aria-label={t('perekaman.pengecualian.judul')}>
      <h2 tabIndex={-1} ref={title}>{t('perekaman.pengecualian.judul')}</h2>
      {about === 'finger' && <><p className="hint">{t('perekaman.pengecualian.pilih_jari')}</p><FingerMap marks={marks} choose={(finger) => toggle('finger-' + finger)} /></>}
      {about === 'eye' && (
        <div className="row">{eyes.map((eye, i) => <Button key={eye} variant={parts.has(eye) ? 'filled' : 'default'} aria-pressed={parts.has(eye)} onClick={() => toggle(eye)}><kbd>{i + 1}</kbd> {partWords(t, eye)}</Button>)}</div>
      )}
      {about === 'signature' && <p className="hint">{t('perekaman.pengecualian.tanda_tangan')}</p>}
      <Radio.Group label={t('perekaman.pengecualian.alasan')} value={why} onChange={(chosen) => setWhy(chosen as ExceptionName)}>
        {exceptionsOf(about).map((one) => <Radio key={one} value={one} label={t((about === 'eye' ? 'pengecualian.mata_' : 'pengecualian.') + one.replace(/-/g, '_'))} />)}
      </Radio.Group>
      <p className="hint">{why === 'bandaged' ? t('perekaman.pengecualian.sementara') : t('perekaman.pengecualian.tetap')}</p>
      {keep.failure && <ErrorBlock failure={keep.failure} />}
      {before.length > 0 && (
        <ul className="plain-list">
          {before.map(([part, reason]) => <li key={part}>✗ {partWords(t, part)} ({t('pengecualian.' + reason.replace(/-/g, '_'))}) <Button size="compact-xs" variant="default" onClick={() => take(part)}>{t('perekaman.pengecualian.cabut')}</Button></li>)}
        </ul>
      )}
      <div className="second-actions">
        <Button variant="default" onClick={close}><kbd>Esc</kbd> {t('kerangka.tutup')}</Button>
        <Button onClick={add} disabled={parts.size === 0} loading={keep.busy}><kbd>Enter</kbd> {t('perekaman.pengecualian.catat')}</Button>
      </div>
    </aside>
  )
}
