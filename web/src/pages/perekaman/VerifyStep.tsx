// Step 6 (1e): the two fingers of the chip once more, against the recording just made; or, where an earlier recording
// does (7), one finger for the center.
import { useState } from 'react'
import { post } from '../../api/client'
import { useAct } from '../../api/use'
import { FingerMap, type FingerMark } from '../../parts/FingerMap'
import { useWords } from '../../words/words'
import { chipFingers, nextPress, pressesOf, type Pressed } from './capture'
import { CaptureFrame, type Hint } from './CaptureFrame'
import { useDesk } from './desk'
import { reasonOf } from './reasons'

export function VerifyStep() {
  const t = useWords()
  const desk = useDesk()
  const { capture, known, short } = desk
  const [differs, setDiffers] = useState<number | null>(null)
  const [hint, setHint] = useState<Hint | null>(null)
  const [free, setFree] = useState(2)
  const fingers = short ? [free] : chipFingers(capture, known)
  const finger = differs ?? fingers.find((one) => pressesOf(capture, one) === 0)
  const press = useAct(async (which: number) => {
    setHint(null)
    const now = await post<Pressed>(`${desk.path}/press/${nextPress(capture, which)}`)
    const reason = now.reasons?.map(reasonOf).find((one) => one !== undefined)
    if (now.agrees === false) {
      setDiffers(which)
      if (reason) setHint({ reason })
      return desk.take(now)
    }
    setDiffers(null)
    setHint({ reason: 'good' })
    if (short || fingers.every((one) => pressesOf(now, one) > 0)) desk.goOn(now)
    else desk.take(now)
  })
  const marks: Record<number, FingerMark> = {}
  for (const [part, why] of Object.entries(capture.exceptions)) {
    const position = Number(part.replace('finger-', ''))
    if (position) marks[position] = { state: why === 'bandaged' ? 'absent-for-now' : 'absent', words: t('pengecualian.' + why.replace(/-/g, '_')) }
  }
  for (const one of fingers) marks[one] = one === differs ? { state: 'again' } : pressesOf(capture, one) > 0 ? { state: 'good', words: t('perekaman.verifikasi.ditekan') } : { state: 'now' }
  const target = finger ?? fingers[0]
  return (
    <CaptureFrame failure={press.failure} hint={hint} screen={{ state: 'verify', data: { lit: target ? [target] : [] } }} plain={!short}
      primary={finger === undefined ? { words: t('perekaman.lanjut'), run: () => desk.goOn(capture, 'now') } : { words: t('perekaman.verifikasi.rekam', { jari: t('jari.' + finger) }), run: () => void press.run(finger), busy: press.busy }}
      others={[{ key: 'F8', words: t('perekaman.tombol.rekam'), run: () => { if (target) void press.run(target) }, busy: press.busy }]}>
      <p className="say">{press.busy ? t('perekaman.jari.menunggu') : finger === undefined ? t('perekaman.verifikasi.selesai') : t('perekaman.verifikasi.letakkan', { jari: t('jari.' + finger) })}</p>
      {differs !== null && <p className="error" role="alert" data-code="2601">■ {t('perekaman.verifikasi.beda', { jari: t('jari.' + differs) })} <span className="code">(2601)</span></p>}
      <FingerMap marks={marks} chosen={target} choose={short ? setFree : undefined} />
      <p className="hint">{short ? t('perekaman.verifikasi.ke_pusat') : t('perekaman.verifikasi.dengan_rekaman')}</p>
    </CaptureFrame>
  )
}
