// What a live picture lacks of a portrait (screens.md 4), computed in the page from a small copy of it.
import type { Reason } from './reasons'

export interface Pixels { width: number; height: number; /** RGBA */ data: ArrayLike<number> }
export interface Look { brightness: number; /** left against right half of the face, 0..1 */ slant: number; sharpness: number; backdrop: { r: number; g: number; b: number; spread: number } }

const limits = { dark: 70, bright: 205, slant: 0.3, sharp: 18, spread: 34 }

function mean(p: Pixels, x0: number, y0: number, x1: number, y1: number) {
  let r = 0, g = 0, b = 0, n = 0, sum = 0, squares = 0
  for (let y = Math.floor(y0 * p.height); y < y1 * p.height; ++y)
    for (let x = Math.floor(x0 * p.width); x < x1 * p.width; ++x) {
      const at = 4 * (y * p.width + x)
      const red = p.data[at] ?? 0, green = p.data[at + 1] ?? 0, blue = p.data[at + 2] ?? 0
      const grey = 0.299 * red + 0.587 * green + 0.114 * blue
      r += red; g += green; b += blue; sum += grey; squares += grey * grey; ++n
    }
  const grey = sum / n
  return { r: r / n, g: g / n, b: b / n, grey, spread: Math.sqrt(Math.max(0, squares / n - grey * grey)) }
}

/** The face is in the middle of the frame, the backdrop in its upper corners. */
export function look(p: Pixels): Look {
  const left = mean(p, 0.3, 0.3, 0.5, 0.7), right = mean(p, 0.5, 0.3, 0.7, 0.7)
  const one = mean(p, 0.02, 0.02, 0.22, 0.35), other = mean(p, 0.78, 0.02, 0.98, 0.35)
  let strength = 0, n = 0
  const grey = (x: number, y: number) => p.data[4 * (y * p.width + x) + 1] ?? 0
  for (let y = Math.ceil(0.25 * p.height); y < 0.75 * p.height - 1; ++y)
    for (let x = Math.ceil(0.3 * p.width); x < 0.7 * p.width - 1; ++x, ++n)
      strength += Math.abs(4 * grey(x, y) - grey(x - 1, y) - grey(x + 1, y) - grey(x, y - 1) - grey(x, y + 1)) ** 2
  return {
    brightness: (left.grey + right.grey) / 2,
    slant: Math.abs(left.grey - right.grey) / Math.max(left.grey + right.grey, 1),
    sharpness: strength / Math.max(n, 1),
    backdrop: { r: (one.r + other.r) / 2, g: (one.g + other.g) / 2, b: (one.b + other.b) / 2, spread: Math.max(one.spread, other.spread, Math.abs(one.grey - other.grey)) },
  }
}

/** What is wrong with it, the most useful first; none: the shot can be taken. */
export function faults(seen: Look, backdrop: 'red' | 'blue'): Reason[] {
  const found: Reason[] = []
  if (seen.brightness < limits.dark) found.push('face_dark')
  if (seen.brightness > limits.bright) found.push('face_bright')
  if (seen.slant > limits.slant) found.push('face_uneven')
  if (seen.sharpness < limits.sharp) found.push('face_blur')
  const { r, g, b, spread } = seen.backdrop
  const right = backdrop === 'red' ? r > 1.4 * g && r > 1.4 * b : b > 1.25 * r && b > 1.1 * g
  if (!right || spread > limits.spread) found.push('background_wrong')
  return found
}
/** All good for a second: the shot takes itself. */
export const steadyMs = 1000
