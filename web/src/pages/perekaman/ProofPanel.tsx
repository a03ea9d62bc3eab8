// SOP 1c, 1d: a photograph shows what cannot be recorded, from the office's camera or from the browser's own.
import { Button } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { post, putFile } from '../../api/client'
import { useAct } from '../../api/use'
import { ErrorBlock } from '../../parts/ErrorBlock'
import { useKeys } from '../../shell/keys'
import { useWords } from '../../words/words'
import { missingProofs, wantedProofs, type Capture, type Proof } from './capture'
import { pictureOf, useDesk } from './desk'
import { hasOwnCamera, useOwnCamera } from './ownCamera'

const width = 480, height = 640
const wordsOf = (proof: Proof) => 'perekaman.gambar.proof_' + proof.replace('-', '_')

export function ProofPanel({ close, done }: { close: () => void; done: (capture: Capture) => void }) {
  const t = useWords()
  const desk = useDesk()
  const { capture, path } = desk
  const wanted = wantedProofs(capture)
  const [chosen, setChosen] = useState<Proof | null>(null)
  const [version, setVersion] = useState(0)
  const canBrowser = hasOwnCamera()
  const [own, setOwn] = useState(!desk.devices.camera && canBrowser)
  const title = useRef<HTMLHeadingElement>(null)
  useEffect(() => title.current?.focus(), [])
  const now = chosen ?? missingProofs(capture)[0] ?? null
  const looking = own && now !== null
  const { video, denied } = useOwnCamera(looking)
  const take = useAct(async (proof: Proof) => {
    if (!own) {
      desk.take(await post<Capture>(`${path}/proof/${proof}`))
    } else {
      const from = video.current
      const canvas = document.createElement('canvas')
      canvas.width = width
      canvas.height = height
      if (!from?.videoWidth) return
      const part = Math.min(from.videoWidth, (from.videoHeight * width) / height)
      canvas.getContext('2d')?.drawImage(from, (from.videoWidth - part) / 2, 0, part, (part * height) / width, 0, 0, width, height)
      const blob = await new Promise<Blob | null>((ready) => canvas.toBlob(ready, 'image/png'))
      if (!blob) return
      desk.take(await putFile<Capture>(`${path}/parts/proof-${proof}`, blob))
    }
    setChosen(null)
    setVersion(version + 1)
  })
  const target = now ?? wanted[0]
  const shoot = () => { if (target) void take.run(target) }
  const whole = missingProofs(capture).length === 0
  useKeys({
    Escape: close, F8: !take.busy && shoot, F7: !take.busy && whole && shoot, Enter: whole && !take.busy && (() => done(capture)), 'Alt+K': canBrowser && desk.devices.camera && (() => setOwn(!own)),
    ...Object.fromEntries(wanted.map((proof, i) => [String(i + 1), () => setChosen(proof)])),
  }, 'panel')
  return (
    <aside className="second exception" role="dialog" aria-modal="false" aria-label={t('perekaman.bukti.judul')}>
      <h2 tabIndex={-1} ref={title}>{t('perekaman.bukti.judul')}</h2>
      <p className="say" role="status">{now ? t('perekaman.bukti.foto', { apa: t(wordsOf(now)) }) : t('perekaman.bukti.lengkap')}</p>
      {denied && own && <p className="warning">▲ {t('perekaman.foto.kamera_ditolak')}</p>}
      {looking && <div className="photo-frame proof"><video ref={video} autoPlay playsInline muted aria-label={t('perekaman.foto.langsung')} /></div>}
      <div className="row proofs" role="group" aria-label={t('perekaman.bukti.judul')}>
        {wanted.map((proof, i) => (
          <button key={proof} type="button" className="group" aria-pressed={proof === now} onClick={() => setChosen(proof)}>
            <kbd>{i + 1}</kbd> {capture.parts.includes('proof-' + proof) ? '●' : '○'} {t(wordsOf(proof))}
            {capture.parts.includes('proof-' + proof) && <img src={pictureOf(desk, 'proof-' + proof, version)} alt="" />}
          </button>
        ))}
      </div>
      {take.failure && <ErrorBlock failure={take.failure} />}
      <div className="second-actions">
        <Button variant="default" onClick={close}><kbd>Esc</kbd> {t('kerangka.tutup')}</Button>
        {canBrowser && desk.devices.camera && <Button variant="default" onClick={() => setOwn(!own)}><kbd>Alt+K</kbd> {t('perekaman.foto.kamera_lain')}</Button>}
        <Button variant={whole ? 'default' : 'filled'} onClick={shoot} loading={take.busy}><kbd>F8</kbd> {t('perekaman.bukti.potret')}</Button>
        {whole && <Button onClick={() => done(capture)}><kbd>Enter</kbd> {t('perekaman.lanjut')}</Button>}
      </div>
    </aside>
  )
}
