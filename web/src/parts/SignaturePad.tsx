// Ink from a pen, a finger or a mouse (screens.md 7.8). The strokes stay until they are taken or cleared.
import { Button } from '@mantine/core'
import { forwardRef, useEffect, useImperativeHandle, useRef, useState } from 'react'
import { useWords } from '../words/words'

export type Stroke = [x: number, y: number][]
export interface SignatureHandle {
  clear: () => void
  /** Ink from elsewhere, in place of what is there; nothing while a stroke is being drawn here. */
  set: (strokes: Stroke[]) => void
  png: () => Promise<Blob>
  strokes: () => Stroke[]
}
interface Props {
  label: string; width?: number; height?: number; disabled?: boolean; start?: Stroke[]
  onChange?: (strokes: Stroke[]) => void
  /** Every 100 ms while something is being drawn. */
  onDrawing?: (strokes: Stroke[]) => void
}
const every_ms = 100

/** A picture of `width` x `height` dots, black on white; the page is asked for at least two strokes or one long one. */
export const SignaturePad = forwardRef<SignatureHandle, Props>(function SignaturePad({ label, width = 540, height = 180, disabled, onChange, onDrawing, start }, handle) {
  const t = useWords()
  const canvas = useRef<HTMLCanvasElement>(null)
  const strokes = useRef<Stroke[]>(start ?? [])
  const drawing = useRef(false)
  const told = useRef(0)
  const [count, setCount] = useState(strokes.current.length)

  const draw = () => {
    const context = canvas.current?.getContext('2d')
    if (!context) return
    context.fillStyle = '#fff'
    context.fillRect(0, 0, width, height)
    context.strokeStyle = '#111'
    context.lineWidth = 3
    context.lineCap = context.lineJoin = 'round'
    for (const stroke of strokes.current) {
      context.beginPath()
      stroke.forEach(([x, y], i) => (i === 0 ? context.moveTo(x, y) : context.lineTo(x, y)))
      if (stroke.length === 1) context.lineTo((stroke[0]?.[0] ?? 0) + 0.1, stroke[0]?.[1] ?? 0)
      context.stroke()
    }
  }
  const changed = () => { draw(); setCount(strokes.current.length); onChange?.(strokes.current) }
  useEffect(draw)
  useImperativeHandle(handle, () => ({
    clear: () => { strokes.current = []; changed() },
    set: (from) => { if (!drawing.current) { strokes.current = from; draw(); setCount(from.length) } },
    png: () => new Promise<Blob>((done, failed) => canvas.current ? canvas.current.toBlob((blob) => (blob ? done(blob) : failed(new Error('no picture'))), 'image/png') : failed(new Error('no canvas'))),
    strokes: () => strokes.current,
  }))
  const at = (e: React.PointerEvent): [number, number] => {
    const box = e.currentTarget.getBoundingClientRect()
    return [((e.clientX - box.left) * width) / box.width, ((e.clientY - box.top) * height) / box.height]
  }
  return (
    <div className="signature" data-strokes={count}>
      <canvas ref={canvas} width={width} height={height} aria-label={label} role="img" style={{ touchAction: 'none', opacity: disabled ? 0.5 : 1 }}
        onPointerDown={(e) => { if (disabled) return; e.currentTarget.setPointerCapture(e.pointerId); drawing.current = true; strokes.current = [...strokes.current, [at(e)]]; draw() }}
        onPointerMove={(e) => {
          if (!drawing.current) return
          strokes.current.at(-1)?.push(at(e))
          draw()
          if (onDrawing && e.timeStamp - told.current >= every_ms) { told.current = e.timeStamp; onDrawing(strokes.current) }
        }}
        onPointerUp={() => { if (drawing.current) { drawing.current = false; changed() } }} />
      <Button size="compact-sm" variant="default" disabled={disabled || count === 0} onClick={() => { strokes.current = []; changed() }}>{t('tanda_tangan.hapus')}</Button>
    </div>
  )
})
