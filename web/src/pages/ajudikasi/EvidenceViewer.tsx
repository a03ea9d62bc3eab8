// Two recordings side by side, one upon the other, or by turns (screens.md 7.6). Whatever dragging does, keys and buttons
// do as well; both sides move together unless one is set free. There is no way to save a picture.
import { Button, SegmentedControl } from '@mantine/core'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { Failure } from '../../api/client'
import { wordsOf } from '../../parts/ErrorBlock'
import { usePreferences } from '../../shell/preferences'
import { clock, number } from '../../words/format'
import { useWords } from '../../words/words'
import { holds, matchPath, picturePath, positionOf, type Match, type Part, type Print, type Side } from './contest'
import { aligned, fitting, straight, toScreen, zoomed, type Frame, type View } from './geometry'
import { match as fetchMatch, picture } from './pictures'
import { lookedAt, type Look } from './ridges'

type Mode = 'side' | 'overlay' | 'flicker'
type Which = 'left' | 'right'
/** A point of a print, as it stands on the screen. */
interface Spot { side: Which; i: number; x: number; y: number }
/** From here on the ridges leave room for a number at every point; before that the one nearest the pointer has it. */
const numbersFrom = 1.5
type Shown = ImageBitmap | HTMLCanvasElement
interface Loaded { picture: Shown | null; failure: Failure | null; there: boolean }
const nothing: Loaded = { picture: null, failure: null, there: true }

interface Props {
  contest: string
  probe: Side
  candidate: Side
  part: Part
  /** What the part is called. */
  words: string
  /** Who looks; stands across the pictures. */
  who: string
  /** Both pictures (or the one that there is) stand on the screen. */
  onLooked: (part: Part) => void
  /** Keys of the page that count while the pictures have the focus. */
  keys: Record<string, () => void>
}

function usePictureOf(contest: string, side: Side, part: Part, look: Look): Loaded {
  const [loaded, setLoaded] = useState<Loaded>(nothing)
  const there = holds(side, part)
  useEffect(() => {
    let here = true
    setLoaded({ ...nothing, there })
    if (there)
      picture(picturePath(contest, side.number, part))
        .then((bitmap) => { if (here) setLoaded({ picture: lookedAt(bitmap, positionOf(part) === null ? 'original' : look), failure: null, there }) })
        .catch((wrong: unknown) => { if (here && wrong instanceof Failure) setLoaded({ picture: null, failure: wrong, there }) })
    return () => { here = false }
  }, [contest, side.number, part, look, there])
  return loaded
}

export default function EvidenceViewer({ contest, probe, candidate, part, words, who, onLooked, keys }: Props) {
  const t = useWords()
  const { letterKeys } = usePreferences()
  const [mode, setMode] = useState<Mode>('side')
  const [blend, setBlend] = useState(50)
  const [flip, setFlip] = useState(false)
  const [look, setLook] = useState<Look>('original')
  const [invert, setInvert] = useState(false)
  const [contrast, setContrast] = useState(100)
  const [light, setLight] = useState(100)
  const [points, setPoints] = useState(false)
  const [pairs, setPairs] = useState(false)
  const [moves, setMoves] = useState<'both' | Which>('both')
  const [views, setViews] = useState<Record<Which, View | null>>({ left: null, right: null })
  const [size, setSize] = useState({ width: 0, height: 0 })
  const [found, setFound] = useState<{ path: string; match: Match | null; failure: Failure | null } | null>(null)
  const box = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const drag = useRef<{ x: number; y: number; side: Which } | null>(null)
  const spots = useRef<Spot[]>([])
  const [near, setNear] = useState<{ side: Which; i: number } | null>(null)
  const still = useMemo(() => window.matchMedia('(prefers-reduced-motion: reduce)').matches, [])

  const left = usePictureOf(contest, probe, part, look)
  const right = usePictureOf(contest, candidate, part, look)
  const position = positionOf(part)
  const both = holds(probe, part) && holds(candidate, part)
  const comparable = position !== null && both

  useEffect(() => { setViews({ left: null, right: null }); setNear(null) }, [part, candidate.number])
  useEffect(() => {
    if ((left.picture || !left.there) && (right.picture || !right.there) && (left.there || right.there)) onLooked(part)
  }, [left, right, part, onLooked])

  // Points and pairs are asked for when somebody wants to see them, or to lay one print upon the other.
  const path = comparable && position !== null ? matchPath(contest, candidate.number, position) : null
  const wanted = path !== null && (points || pairs || mode !== 'side')
  useEffect(() => {
    if (!wanted || path === null || found?.path === path) return
    let here = true
    fetchMatch(path)
      .then((match) => { if (here) setFound({ path, match, failure: null }) })
      .catch((wrong: unknown) => { if (here && wrong instanceof Failure) setFound({ path, match: null, failure: wrong }) })
    return () => { here = false }
  }, [wanted, path, found])
  const match = found?.path === path ? found?.match ?? null : null
  /** Which pair the point nearest the pointer belongs to. */
  const pairAt = match && near ? match.pairs.findIndex(([a, b]) => (near.side === 'left' ? a : b) === near.i) : -1

  useEffect(() => {
    const watch = new ResizeObserver(([entry]) => { if (entry) setSize({ width: Math.floor(entry.contentRect.width), height: Math.floor(entry.contentRect.height) }) })
    if (box.current) watch.observe(box.current)
    return () => watch.disconnect()
  }, [])
  useEffect(() => {
    if (mode !== 'flicker' || still) return
    const timer = setInterval(() => setFlip((one) => !one), 450)
    return () => clearInterval(timer)
  }, [mode, still])

  const frames: Record<Which, Frame> = useMemo(() => {
    const whole = { left: 0, top: 0, width: size.width, height: size.height }
    if (mode !== 'side') return { left: whole, right: whole }
    const half = Math.floor(size.width / 2)
    return { left: { ...whole, width: half - 1 }, right: { left: half + 1, top: 0, width: size.width - half - 1, height: size.height } }
  }, [size, mode])
  // As large as both pictures fit, until somebody zooms.
  const fit = Math.min(...[left.picture, right.picture].map((one) => (one ? fitting(frames.left, one.width, one.height) : 8)))
  const view = useCallback((side: Which): View => views[side] ?? { ...straight, zoom: fit }, [views, fit])
  const change = useCallback((only: boolean, how: (view: View) => View, side: Which = moves === 'left' ? 'left' : 'right') => {
    setViews((before) => {
      const of = (one: Which) => before[one] ?? { ...straight, zoom: fit }
      const moved = only || moves !== 'both' ? [moves !== 'both' ? moves : side] : (['left', 'right'] as const)
      return { ...before, ...Object.fromEntries(moved.map((one) => [one, how(of(one))])) }
    })
  }, [moves, fit])
  const zoom = (factor: number, only = false) => change(only, (one) => zoomed(one, factor))
  const turn = (by: number, only = false) => change(only, (one) => ({ ...one, turn: one.turn + by }))
  const pan = (x: number, y: number, only = false, side?: Which) => change(only, (one) => ({ ...one, x: one.x + x, y: one.y + y }), side)

  useEffect(() => {
    const context = canvas.current?.getContext('2d')
    if (!context || !canvas.current || size.width === 0) return
    const dots = window.devicePixelRatio || 1
    canvas.current.width = size.width * dots
    canvas.current.height = size.height * dots
    context.scale(dots, dots)
    context.fillStyle = '#10171f'
    context.fillRect(0, 0, size.width, size.height)
    // Points count from the upper left corner at 500 dots an inch; a template's grid may reach a few dots beyond the picture.
    const scale = (shown: Shown, print: Print) => (Math.abs(shown.width - print.width) < 8 ? 1 : shown.width / print.width)
    const onto = match && mode !== 'side' && left.picture && right.picture
      ? aligned({ ...match, probe: { ...match.probe, width: left.picture.width, height: left.picture.height }, candidate: { ...match.candidate, width: right.picture.width, height: right.picture.height } })
      : null
    const seen = (side: Which): View => {
      const own = view(side)
      if (mode === 'side' || side === 'left') return own
      const base = view('left')
      const shift = onto ? { x: onto.x, y: onto.y } : { x: 0, y: 0 }
      const free = { x: own.x - base.x, y: own.y - base.y, turn: own.turn - base.turn }
      const a = (base.turn * Math.PI) / 180
      return {
        zoom: base.zoom,
        turn: base.turn + (onto?.turn ?? 0) + free.turn,
        x: base.x + free.x + base.zoom * (shift.x * Math.cos(a) - shift.y * Math.sin(a)),
        y: base.y + free.y + base.zoom * (shift.x * Math.sin(a) + shift.y * Math.cos(a)),
      }
    }
    const put = (side: Which, shown: Shown | null, alpha: number) => {
      // A picture that was let go has no width: the case is being left.
      if (!shown || shown.width === 0 || alpha <= 0) return
      const frame = frames[side], at = seen(side)
      context.save()
      context.beginPath()
      context.rect(frame.left, frame.top, frame.width, frame.height)
      context.clip()
      context.globalAlpha = alpha
      context.filter = `${invert ? 'invert(1) ' : ''}contrast(${contrast}%) brightness(${light}%)`
      context.translate(frame.left + frame.width / 2 + at.x, frame.top + frame.height / 2 + at.y)
      context.rotate((at.turn * Math.PI) / 180)
      context.scale(at.zoom, at.zoom)
      context.imageSmoothingEnabled = at.zoom < 2
      context.drawImage(shown, -shown.width / 2, -shown.height / 2)
      context.restore()
    }
    if (mode === 'flicker') put(flip ? 'right' : 'left', flip ? right.picture : left.picture, 1)
    else {
      put('left', left.picture, 1)
      put('right', right.picture, mode === 'overlay' ? blend / 100 : 1)
    }
    const place = (side: Which, print: Print, i: number) => {
      const shown = side === 'left' ? left.picture : right.picture, m = print.minutiae[i]
      if (!shown || !m) return null
      const by = scale(shown, print)
      return { ...toScreen({ x: m.x * by, y: m.y * by }, frames[side], shown.width, shown.height, seen(side)), direction: (m.direction * Math.PI) / 128 - (seen(side).turn * Math.PI) / 180, type: m.type }
    }
    const inside = (p: { x: number; y: number }, frame: Frame) => p.x >= frame.left && p.x <= frame.left + frame.width && p.y >= frame.top && p.y <= frame.top + frame.height
    spots.current = []
    if (match && comparable) {
      const pointed = (side: Which, i: number) => near !== null && ((near.side === side && near.i === i) || (pairAt >= 0 && match.pairs[pairAt]?.[side === 'left' ? 0 : 1] === i))
      const paired = { left: new Set(match.pairs.map(([a]) => a)), right: new Set(match.pairs.map(([, b]) => b)) }
      const sides: [Which, Print][] = [['left', match.probe], ['right', match.candidate]]
      if (points)
        for (const [side, print] of sides) {
          if (mode === 'flicker' && (side === 'right') !== flip) continue
          print.minutiae.forEach((_, i) => {
            const p = place(side, print, i)
            if (!p || !inside(p, frames[side])) return
            spots.current.push({ side, i, x: p.x, y: p.y })
            context.strokeStyle = pointed(side, i) ? '#ffd33d' : paired[side].has(i) ? '#3ecf6e' : '#ff6b5e'
            context.lineWidth = pointed(side, i) ? 3 : 1.6
            context.beginPath()
            // Endings are round, bifurcations square: colour alone says nothing.
            if (p.type === 2) context.rect(p.x - 4, p.y - 4, 8, 8)
            else context.arc(p.x, p.y, 4.5, 0, 2 * Math.PI)
            context.moveTo(p.x, p.y)
            context.lineTo(p.x + 12 * Math.cos(p.direction), p.y - 12 * Math.sin(p.direction))
            context.stroke()
          })
        }
      if (pairs && mode !== 'flicker') {
        context.font = '600 11px system-ui, sans-serif'
        match.pairs.forEach(([a, b], i) => {
          const p = place('left', match.probe, a), c = place('right', match.candidate, b)
          if (!p || !c || !inside(p, frames.left) || !inside(c, frames.right)) return
          const here = i === pairAt
          if (!points) spots.current.push({ side: 'left', i: a, x: p.x, y: p.y }, { side: 'right', i: b, x: c.x, y: c.y })
          context.strokeStyle = here ? '#ffd33d' : '#58a6ff73'
          context.lineWidth = here ? 2 : 0.8
          context.beginPath()
          context.moveTo(p.x, p.y)
          context.lineTo(c.x, c.y)
          context.stroke()
          if (!here && Math.min(view('left').zoom, view('right').zoom) < numbersFrom) return
          for (const end of [p, c]) {
            context.strokeStyle = '#000'
            context.lineWidth = 3
            context.strokeText(String(i + 1), end.x + 6, end.y - 6)
            context.fillStyle = '#fff'
            context.fillText(String(i + 1), end.x + 6, end.y - 6)
          }
        })
      }
    }
    if (mode === 'side') {
      context.fillStyle = '#fff'
      context.fillRect(frames.left.width, 0, 2, size.height)
    }
    context.font = '13px system-ui, sans-serif'
    context.fillStyle = '#7f8b9888'
    for (const frame of mode === 'side' ? [frames.left, frames.right] : [frames.left])
      for (let y = 60; y < size.height; y += 150) {
        context.save()
        context.beginPath()
        context.rect(frame.left, frame.top, frame.width, frame.height)
        context.clip()
        context.translate(frame.left + 14, y)
        context.rotate(-0.22)
        context.fillText(`${who} · ${clock(Date.now())}`, 0, 30)
        context.restore()
      }
  }, [size, frames, view, mode, blend, flip, left, right, invert, contrast, light, match, comparable, points, pairs, near, pairAt, who])

  const flicker = () => {
    if (mode === 'flicker' && still) setFlip(!flip)
    else setMode(mode === 'flicker' ? 'side' : 'flicker')
  }
  const typed: Record<string, (only: boolean) => void> = {
    '+': (only) => zoom(1.25, only), '=': (only) => zoom(1.25, only), '-': (only) => zoom(0.8, only), _: () => zoom(0.8, true),
    '[': () => turn(-5), ']': () => turn(5), '{': () => turn(-5, true), '}': () => turn(5, true),
    Home: () => setViews({ left: null, right: null }),
  }
  const letters: Record<string, () => void> = {
    o: () => setMode(mode === 'overlay' ? 'side' : 'overlay'), t: flicker, m: () => setPoints(!points), g: () => setPairs(!pairs), ...keys,
  }
  const arrows: Record<string, [number, number]> = { ArrowLeft: [-40, 0], ArrowRight: [40, 0], ArrowUp: [0, -40], ArrowDown: [0, 40] }
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.altKey) return
    const arrow = arrows[event.key]
    let doing: (() => void) | undefined
    if (event.ctrlKey) doing = arrow ? () => pan(arrow[0], arrow[1], event.shiftKey) : undefined
    else if (event.key.length > 1) doing = keys[event.key] ?? (typed[event.key] ? () => typed[event.key]?.(event.shiftKey) : undefined)
    else if (typed[event.key]) doing = () => typed[event.key]?.(event.shiftKey)
    else if (letterKeys) doing = letters[event.key.toLowerCase()]
    if (!doing) return
    event.preventDefault()
    doing()
  }

  const wheel = useRef((_: WheelEvent) => {})
  wheel.current = (event) => { event.preventDefault(); zoom(event.deltaY < 0 ? 1.15 : 1 / 1.15, event.shiftKey) }
  useEffect(() => {
    const on = (event: WheelEvent) => wheel.current(event)
    const here = box.current
    here?.addEventListener('wheel', on, { passive: false })
    return () => here?.removeEventListener('wheel', on)
  }, [])
  /** The point nearest the pointer, if one is near enough to be meant. */
  const point = (event: React.PointerEvent) => {
    const box = event.currentTarget.getBoundingClientRect()
    const x = event.clientX - box.left, y = event.clientY - box.top
    const away = (one: Spot) => Math.hypot(one.x - x, one.y - y)
    const best = spots.current.reduce<Spot | null>((before, one) => (away(one) < (before ? away(before) : 24) ? one : before), null)
    if (best?.i !== near?.i || best?.side !== near?.side) setNear(best && { side: best.side, i: best.i })
  }
  const sideAt = (event: React.PointerEvent): Which => {
    const at = event.clientX - event.currentTarget.getBoundingClientRect().left
    return mode === 'side' && at < size.width / 2 ? 'left' : 'right'
  }

  const told = (loaded: Loaded) => (!loaded.there ? t('ajudikasi.tidak_direkam') : loaded.failure ? wordsOf(loaded.failure, t).text : loaded.picture ? '' : t('ajudikasi.memuat_gambar'))
  const counts = match ? t('ajudikasi.titik_pasangan', { baru: match.probe.minutiae.length, lama: match.candidate.minutiae.length, n: match.pairs.length }) : ''
  const trouble = found?.path === path && found?.failure ? wordsOf(found.failure, t).text : ''
  const toggle = (key: string, text: string, on: boolean, doing: () => void, disabled = false) => (
    <Button size="compact-sm" variant={on ? 'filled' : 'default'} aria-pressed={on} disabled={disabled} onClick={doing}>{key && <kbd>{key}</kbd>} {text}</Button>
  )
  return (
    <section className="viewer" aria-label={t('ajudikasi.gambar')}>
      <div className="viewer-bar" role="toolbar" aria-label={t('ajudikasi.tampilan')}>
        {toggle('', t('ajudikasi.berdampingan'), mode === 'side', () => setMode('side'))}
        {toggle('O', t('ajudikasi.tumpuk'), mode === 'overlay', () => setMode('overlay'))}
        {toggle('T', t('ajudikasi.berkedip'), mode === 'flicker', flicker)}
        {mode === 'overlay' && <label className="slide">{t('ajudikasi.lapisan')} <input type="range" min={0} max={100} value={blend} onChange={(e) => setBlend(Number(e.currentTarget.value))} /></label>}
        {toggle('M', t('ajudikasi.titik'), points, () => setPoints(!points), !comparable)}
        {toggle('G', t('ajudikasi.pasangan'), pairs, () => setPairs(!pairs), !comparable)}
        <span className="grow" />
        <span className="zooming">
          <Button size="compact-sm" variant="default" onClick={() => zoom(0.8)} aria-label={t('ajudikasi.perkecil')}>−</Button>
          <output className="zoom" aria-label={t('ajudikasi.zoom')}>{number(view('left').zoom * 100)} %</output>
          <Button size="compact-sm" variant="default" onClick={() => zoom(1.25)} aria-label={t('ajudikasi.perbesar')}>+</Button>
          <Button size="compact-sm" variant="default" onClick={() => setViews({ left: null, right: null })}><kbd>Home</kbd> {t('ajudikasi.pas')}</Button>
        </span>
      </div>
      <div ref={box} className="viewer-box" tabIndex={0} role="application" aria-label={t('ajudikasi.dua_gambar', { bagian: words })} data-part={part} data-mode={mode} data-pair={pairAt < 0 ? undefined : pairAt + 1}
        data-ready={(left.picture !== null || !left.there) && (right.picture !== null || !right.there)} onKeyDown={onKeyDown} onContextMenu={(e) => e.preventDefault()}
        onPointerDown={(e) => { e.currentTarget.setPointerCapture(e.pointerId); drag.current = { x: e.clientX, y: e.clientY, side: sideAt(e) } }}
        onPointerMove={(e) => {
          if (!drag.current) return point(e)
          pan(e.clientX - drag.current.x, e.clientY - drag.current.y, e.shiftKey, drag.current.side)
          drag.current = { ...drag.current, x: e.clientX, y: e.clientY }
        }}
        onPointerUp={() => { drag.current = null }} onPointerLeave={() => setNear(null)}>
        <canvas ref={canvas} aria-hidden style={{ width: size.width, height: size.height }} />
        <span className="viewer-label">{t('ajudikasi.rekaman_baru')} · {words}</span>
        <span className="viewer-label right">{t('ajudikasi.rekaman_lama')} · {words}</span>
        {told(left) && <span className="viewer-told">{told(left)}</span>}
        {told(right) && <span className="viewer-told right">{told(right)}</span>}
      </div>
      <div className="viewer-bar">
        <Button size="compact-sm" variant="default" onClick={() => turn(-5)} aria-label={t('ajudikasi.putar_kiri')}><kbd>[</kbd> ↺</Button>
        <Button size="compact-sm" variant="default" onClick={() => turn(5)} aria-label={t('ajudikasi.putar_kanan')}><kbd>]</kbd> ↻</Button>
        {toggle('', t('ajudikasi.balik'), invert, () => setInvert(!invert))}
        <label className="slide">{t('ajudikasi.terang')} <input type="range" min={40} max={200} value={light} onChange={(e) => setLight(Number(e.currentTarget.value))} /></label>
        <label className="slide">{t('ajudikasi.kontras')} <input type="range" min={50} max={300} value={contrast} onChange={(e) => setContrast(Number(e.currentTarget.value))} /></label>
        {position !== null && <SegmentedControl size="xs" aria-label={t('ajudikasi.olahan')} value={look} onChange={(one) => setLook(one as Look)}
          data={[{ value: 'original', label: t('ajudikasi.asli') }, { value: 'binary', label: t('ajudikasi.biner') }, { value: 'ridges', label: t('ajudikasi.tulang') }]} />}
        <SegmentedControl size="xs" aria-label={t('ajudikasi.gerak')} value={moves} onChange={(one) => setMoves(one as typeof moves)}
          data={[{ value: 'both', label: t('ajudikasi.bersama') }, { value: 'left', label: t('ajudikasi.kiri_saja') }, { value: 'right', label: t('ajudikasi.kanan_saja') }]} />
        <span className="hint" role="status">{trouble || counts}</span>
      </div>
    </section>
  )
}
