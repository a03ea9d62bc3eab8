// Step 3 (1b): the signature on the pad; who cannot write gives a thumb print or a cross.
import { UnstyledButton } from '@mantine/core'
import { useRef, useState } from 'react'
import { getFile, post, put, putFile, remove } from '../../api/client'
import { useAct } from '../../api/use'
import { SignaturePad, type SignatureHandle } from '../../parts/SignaturePad'
import { useWords } from '../../words/words'
import { isExcepted, type Capture } from './capture'
import { CaptureFrame } from './CaptureFrame'
import { pictureOf, useDesk } from './desk'
import { isTooShort, withResolution } from './ink'
import { useInk } from './residentInk'

export function SignatureStep() {
  const t = useWords()
  const desk = useDesk()
  const pad = useRef<SignatureHandle>(null)
  const { strokes, change, data, seen } = useInk(pad, 'signature')
  const [again, setAgain] = useState(false)
  const [version, setVersion] = useState(0)
  const had = desk.capture.parts.includes('signature') && !again
  const cannotWrite = desk.capture.exceptions.signature !== undefined
  const tooShort = strokes.length > 0 && !cannotWrite && isTooShort(strokes)
  const accept = useAct(async () => {
    const picture = await pad.current?.png()
    if (!picture) return
    if (cannotWrite) await put<Capture>(desk.path + '/facts', { mark: 'cross' })
    desk.goOn(await putFile<Capture>(desk.path + '/parts/signature', await withResolution(picture)), 'now')
  })
  // The scanner's picture of the thumb stands where the signature would.
  const thumb = useAct(async () => {
    const finger = isExcepted(desk.capture, 1) ? 6 : 1
    const part = `verify-${finger}-10`
    await post<Capture>(`${desk.path}/press/${part}`)
    const print = await getFile(`${desk.path}/parts/${part}`)
    await putFile<Capture>(desk.path + '/parts/signature', print)
    await remove<Capture>(`${desk.path}/parts/${part}`)
    desk.take(await put<Capture>(desk.path + '/facts', { mark: 'thumb' }))
    setAgain(false)
    setVersion(version + 1)
  })
  return (
    <CaptureFrame failure={accept.failure ?? thumb.failure} hint={tooShort ? { reason: 'sign_short' } : null}
      screen={{ state: 'signature', data: had ? { strokes: [] } : data, seen: had ? {} : seen }}
      primary={had ? { words: t('perekaman.lanjut'), run: () => desk.goOn(desk.capture, 'now') }
        : { words: t('perekaman.tanda_tangan.terima'), run: () => void accept.run(), busy: accept.busy, disabled: strokes.length === 0 || tooShort }}
      others={[
        ...(cannotWrite && desk.devices.fingers ? [{ key: 'F8', words: t('perekaman.tanda_tangan.cap_jempol'), run: () => void thumb.run(), busy: thumb.busy }] : []),
        ...(had ? [{ key: 'F7', words: t('perekaman.tombol.ulangi'), run: () => { change([]); setAgain(true) } }] : []),
      ]}>
      <p className="say">{cannotWrite ? t('perekaman.tanda_tangan.minta_cap') : t('perekaman.tanda_tangan.minta')}</p>
      {had ? <img className="ink" src={pictureOf(desk, 'signature', version)} alt={t('perekaman.tanda_tangan.gambar')} />
        : <SignaturePad ref={pad} label={t('perekaman.tanda_tangan.kotak')} onChange={change} />}
      {!cannotWrite && !had && <p className="hint">{t('perekaman.tanda_tangan.tidak_dapat')} <UnstyledButton className="link" onClick={desk.except}>Alt+P</UnstyledButton></p>}
    </CaptureFrame>
  )
}
