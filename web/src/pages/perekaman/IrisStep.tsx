// Step 5 (1d): both eyes, with the device of the desk.
import { useState } from 'react'
import { post } from '../../api/client'
import { useAct } from '../../api/use'
import { useWords } from '../../words/words'
import type { Capture } from './capture'
import { CaptureFrame } from './CaptureFrame'
import { pictureOf, useDesk } from './desk'

const eyes = ['iris-right', 'iris-left'] as const

export function IrisStep() {
  const t = useWords()
  const desk = useDesk()
  const { capture } = desk
  const [version, setVersion] = useState(0)
  const taken = eyes.every((eye) => capture.parts.includes(eye) || capture.exceptions[eye] !== undefined)
  const take = useAct(async () => {
    const now = await post<Capture>(desk.path + '/irises')
    setVersion(version + 1)
    if (eyes.every((eye) => now.parts.includes(eye) || now.exceptions[eye] !== undefined)) desk.goOn(now)
    else desk.take(now)
  })
  const without = !desk.devices.irises
  return (
    <CaptureFrame failure={take.failure} screen={{ state: 'iris' }}
      primary={taken || without ? { words: t('perekaman.lanjut'), run: () => desk.goOn(capture, 'now') } : { words: t('perekaman.iris.rekam'), run: () => void take.run(), busy: take.busy }}
      others={without ? [] : [{ key: 'F8', words: t('perekaman.tombol.rekam'), run: () => void take.run(), busy: take.busy }, ...(taken ? [{ key: 'F7', words: t('perekaman.tombol.ulangi'), run: () => void take.run() }] : [])]}>
      <p className="say">{without ? t('perekaman.iris.tanpa_alat') : take.busy ? t('perekaman.iris.menunggu') : t('perekaman.iris.lepas')}</p>
      <div className="eyes">
        {eyes.map((eye) => {
          const why = capture.exceptions[eye]
          const words = t(eye === 'iris-right' ? 'perekaman.iris.kanan' : 'perekaman.iris.kiri')
          return (
            <figure key={eye}>
              {capture.parts.includes(eye) ? <img src={pictureOf(desk, eye, version)} alt={words} /> : <div className="no-picture">{why ? '✗ ' + t('pengecualian.' + why.replace(/-/g, '_')) : '○'}</div>}
              <figcaption>{capture.parts.includes(eye) ? '● ' : ''}{words}</figcaption>
            </figure>
          )
        })}
      </div>
    </CaptureFrame>
  )
}
