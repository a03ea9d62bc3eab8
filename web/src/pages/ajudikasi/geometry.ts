// Where a dot of a picture lies on the screen, and how two prints lie upon each other.
import type { Match } from './contest'

export interface Point { x: number; y: number }
/** How one side is seen: zoom 1 shows a dot as a dot; x, y move the picture's middle; turn in degrees. */
export interface View { zoom: number; x: number; y: number; turn: number }
export const least = 0.25, most = 8
export const straight: View = { zoom: 1, x: 0, y: 0, turn: 0 }
export const zoomed = (view: View, factor: number): View => {
  const zoom = Math.min(most, Math.max(least, view.zoom * factor))
  const by = zoom / view.zoom
  return { ...view, zoom, x: view.x * by, y: view.y * by }
}

export interface Frame { left: number; top: number; width: number; height: number }
/** The largest zoom at which a picture fits into its frame. */
export const fitting = (frame: Frame, width: number, height: number) =>
  Math.min(most, Math.max(least, Math.min((frame.width - 16) / width, (frame.height - 16) / height)))

export function toScreen(p: Point, frame: Frame, width: number, height: number, view: View): Point {
  const a = (view.turn * Math.PI) / 180
  const dx = (p.x - width / 2) * view.zoom, dy = (p.y - height / 2) * view.zoom
  return {
    x: frame.left + frame.width / 2 + view.x + dx * Math.cos(a) - dy * Math.sin(a),
    y: frame.top + frame.height / 2 + view.y + dx * Math.sin(a) + dy * Math.cos(a),
  }
}

/** Turns and moves the candidate's print onto the probe's, so that the paired points lie together as well as they can. */
export function aligned(match: Match): { turn: number; x: number; y: number } | null {
  const pairs = match.pairs.flatMap(([a, b]) => {
    const p = match.probe.minutiae[a], c = match.candidate.minutiae[b]
    return p && c ? [[p, c] as const] : []
  })
  if (pairs.length < 2) return null
  const mean = (of: (pair: (typeof pairs)[number]) => number) => pairs.reduce((sum, pair) => sum + of(pair), 0) / pairs.length
  const px = mean(([p]) => p.x), py = mean(([p]) => p.y), cx = mean(([, c]) => c.x), cy = mean(([, c]) => c.y)
  let sine = 0, cosine = 0
  for (const [p, c] of pairs) {
    cosine += (c.x - cx) * (p.x - px) + (c.y - cy) * (p.y - py)
    sine += (c.x - cx) * (p.y - py) - (c.y - cy) * (p.x - px)
  }
  const a = Math.atan2(sine, cosine)
  // Where the middle of the candidate's picture comes to lie, seen from the middle of the probe's.
  const mx = match.candidate.width / 2 - cx, my = match.candidate.height / 2 - cy
  return {
    turn: (a * 180) / Math.PI,
    x: px + mx * Math.cos(a) - my * Math.sin(a) - match.probe.width / 2,
    y: py + mx * Math.sin(a) + my * Math.cos(a) - match.probe.height / 2,
  }
}
