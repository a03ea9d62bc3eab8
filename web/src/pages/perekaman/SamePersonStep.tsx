// Before a recording goes on that was broken off (screens.md 3.8 "Resume"): is it still the same person? One finger says so.
import { useState } from 'react'
import { post } from '../../api/client'
import { useAct } from '../../api/use'
import { FingerMap, type FingerMark } from '../../parts/FingerMap'
import { useWords } from '../../words/words'
import { chipFingers, hasFinger, nextPress, type Pressed } from './capture'
import { CaptureFrame, type Hint } from './CaptureFrame'
import { useDesk } from './desk'
import { reasonOf } from './reasons'

export function SamePersonStep() {
  const t = useWords()
  const desk = useDesk()
  const { capture, known } = desk
  const taken = [...Array(10).keys()].map((i) => i + 1).filter((finger) => hasFinger(capture, finger))
  const [finger, setFinger] = useState(() => chipFingers(capture, known)[0] ?? taken[0] ?? 2)
  const [differs, setDiffers] = useState(false)
  const [hint, setHint] = useState<Hint | null>(null)
  const press = useAct(async () => {
    setHint(null)
    const now = await post<Pressed>(`${desk.path}/press/${nextPress(capture, finger)}`)
    desk.take(now)
    setDiffers(now.agrees === false)
    if (now.agrees === true) return desk.learn({ again: false })
    const reason = now.reasons?.map(reasonOf).find((one) => one !== undefined)
    if (reason) setHint({ reason })
  })
  const marks: Record<number, FingerMark> = {}
  for (let one = 1; one <= 10; ++one)
    marks[one] = one === finger ? { state: differs ? 'again' : 'now' } : taken.includes(one) ? { state: 'good', words: t('perekaman.jari.terekam') } : { state: 'absent' }
  const act = { words: t('perekaman.orang_sama.cocokkan', { jari: t('jari.' + finger) }), run: () => void press.run(), busy: press.busy }
  return (
    <CaptureFrame plain failure={press.failure} hint={hint} screen={{ state: 'verify', data: { lit: [finger] } }} primary={act} others={[{ ...act, key: 'F8', words: t('perekaman.tombol.rekam') }]}>
      <p className="say">{press.busy ? t('perekaman.jari.menunggu') : t('perekaman.orang_sama.letakkan', { jari: t('jari.' + finger) })}</p>
      {differs && <p className="error" role="alert" data-code="2601">■ {t('perekaman.orang_sama.beda', { nama: desk.application.name })} <span className="code">(2601)</span></p>}
      <FingerMap marks={marks} chosen={finger} choose={(one) => { if (taken.includes(one)) { setFinger(one); setDiffers(false) } }} />
      <p className="hint">{t('perekaman.orang_sama.sebab')}</p>
    </CaptureFrame>
  )
}
