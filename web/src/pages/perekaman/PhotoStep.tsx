// Step 2 (1a): the portrait, from the office's camera or from the browser's own; three tries side by side.
import { UnstyledButton } from '@mantine/core'
import { useCallback, useEffect, useRef, useState } from 'react'
import { getFile, post, putFile } from '../../api/client'
import { useAct } from '../../api/use'
import { useKeys } from '../../shell/keys'
import { useWords } from '../../words/words'
import { backdropOf } from './biodata'
import { faults, look, steadyMs } from './camera'
import type { Capture } from './capture'
import { CaptureFrame, type Hint } from './CaptureFrame'
import { useDesk } from './desk'
import { hasOwnCamera, useOwnCamera } from './ownCamera'

const triesKept = 3
const width = 480, height = 640

/** The middle of the picture, as high as it is, three by four. */
function cut(video: HTMLVideoElement, canvas: HTMLCanvasElement, w: number, h: number): CanvasRenderingContext2D | null {
  canvas.width = w
  canvas.height = h
  const context = canvas.getContext('2d', { willReadFrequently: true })
  const from = Math.min(video.videoWidth, (video.videoHeight * w) / h)
  context?.drawImage(video, (video.videoWidth - from) / 2, 0, from, (from * h) / w, 0, 0, w, h)
  return context
}

/** A small copy for the resident's screen. */
async function small(blob: Blob): Promise<string> {
  const picture = await createImageBitmap(blob)
  const canvas = document.createElement('canvas')
  canvas.width = 180
  canvas.height = (180 * picture.height) / picture.width
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height)
  picture.close()
  return canvas.toDataURL('image/jpeg', 0.7)
}

export function PhotoStep() {
  const t = useWords()
  const desk = useDesk()
  const backdrop = backdropOf(desk.who.born_year)
  const canBrowser = hasOwnCamera()
  const [own, setOwn] = useState(!desk.devices.camera && canBrowser)
  const [tries, setTries] = useState<{ blob: Blob; address: string }[]>([])
  const [chosen, setChosen] = useState<number | null>(null)
  const [shown, setShown] = useState<string>()
  const [live, setLive] = useState(false)
  const [hint, setHint] = useState<Hint | null>(null)
  const looking = own && (live || tries.length === 0)
  const { video, denied } = useOwnCamera(looking)
  const addresses = useRef<string[]>([])
  useEffect(() => () => addresses.current.forEach((one) => URL.revokeObjectURL(one)), [])

  const keep = useCallback(async (blob: Blob) => {
    const address = URL.createObjectURL(blob)
    addresses.current.push(address)
    setTries((before) => {
      const now = [...before, { blob, address }].slice(-triesKept)
      setChosen(now.length - 1)
      return now
    })
    setShown(await small(blob))
  }, [])

  // What the office has from before a reload.
  const had = desk.capture.parts.includes('portrait')
  const path = desk.path
  useEffect(() => {
    if (!had || addresses.current.length > 0) return
    let here = true
    getFile(path + '/parts/portrait').then((blob) => { if (here && addresses.current.length === 0) void keep(blob) }, () => undefined)
    return () => { here = false }
  }, [had, keep, path])

  const shoot = useAct(async () => {
    if (!own) {
      const now = await post<Capture>(desk.path + '/portrait')
      await keep(await getFile(desk.path + '/parts/portrait'))
      desk.take(now)
      return
    }
    const from = video.current
    const canvas = document.createElement('canvas')
    if (!from || !cut(from, canvas, width, height)) return
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/png'))
    if (!blob) return
    const now = await putFile<Capture>(desk.path + '/parts/portrait', blob)
    setLive(false)
    await keep(blob)
    desk.take(now)
  })
  const choose = useAct(async (n: number) => {
    const one = tries[n]
    if (!one || n === chosen) return
    desk.take(await putFile<Capture>(desk.path + '/parts/portrait', one.blob))
    setChosen(n)
    setShown(await small(one.blob))
  })

  const again = () => { if (own) setLive(true); else void shoot.run() }
  const run = shoot.run
  useEffect(() => {
    if (!looking) return setHint(null)
    const canvas = document.createElement('canvas')
    let goodSince = 0, told = 0
    const timer = setInterval(() => {
      const from = video.current
      if (!from?.videoWidth) return
      const context = cut(from, canvas, 120, 160)
      if (!context) return
      const found = faults(look(context.getImageData(0, 0, 120, 160)), backdrop)
      const now = Date.now()
      goodSince = found.length === 0 ? goodSince || now : 0
      // One sentence at a time, at most one change in 1.5 s.
      if (now - told > 1500) {
        told = now
        setHint(found[0] ? { reason: found[0], values: { latar: t('perekaman.foto.latar_' + backdrop) } } : { reason: 'good' })
      }
      if (goodSince && now - goodSince >= steadyMs) {
        clearInterval(timer)
        void run()
      }
    }, 200)
    return () => clearInterval(timer)
  }, [looking, backdrop, run, t])

  useKeys(tries.length > 1 ? Object.fromEntries(tries.map((_, i) => [String(i + 1), () => void choose.run(i)])) : {})
  const ready = !looking && chosen !== null
  const picture = chosen === null ? undefined : tries[chosen]?.address
  return (
    <CaptureFrame plain failure={shoot.failure ?? choose.failure} hint={hint}
      screen={{ state: 'photo', data: { picture: looking ? undefined : shown } }}
      primary={ready ? { words: t('perekaman.foto.pakai'), run: () => desk.goOn(desk.capture, 'now') }
        : { words: t('perekaman.foto.ambil'), run: () => void shoot.run(), busy: shoot.busy, disabled: denied && own }}
      others={[
        { key: 'F8', words: t('perekaman.tombol.rekam'), run: () => (looking || !own ? void shoot.run() : again()), busy: shoot.busy },
        ...(ready ? [{ key: 'F7', words: t('perekaman.tombol.ulangi'), run: again }] : []),
        ...(canBrowser && desk.devices.camera ? [{ key: 'Alt+K', words: t('perekaman.foto.kamera_lain'), run: () => { setOwn(!own); setLive(!own) } }] : []),
      ]}>
      <p className="say">{looking || tries.length === 0 ? t('perekaman.foto.tatap') : t('perekaman.foto.diambil', { latar: t('perekaman.foto.latar_' + backdrop) })}</p>
      {denied && own && <p className="warning">▲ {t('perekaman.foto.kamera_ditolak')}</p>}
      <div className="photo">
        <div className="photo-frame">
          {looking ? <><video ref={video} autoPlay playsInline muted aria-label={t('perekaman.foto.langsung')} /><span className="oval" aria-hidden /></>
            : picture ? <img src={picture} alt={t('perekaman.foto.gambar')} /> : <span className="oval" aria-hidden />}
        </div>
        {tries.length > 1 && (
          <ol className="tries">
            {tries.map((one, i) => (
              <li key={one.address}>
                <UnstyledButton aria-pressed={i === chosen} onClick={() => void choose.run(i)}>
                  <img src={one.address} alt="" /><span><kbd>{i + 1}</kbd> {i === chosen ? t('perekaman.foto.dipilih') : t('perekaman.foto.pilih')}</span>
                </UnstyledButton>
              </li>
            ))}
          </ol>
        )}
      </div>
    </CaptureFrame>
  )
}
