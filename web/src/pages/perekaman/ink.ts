import type { Stroke } from '../../parts/SignaturePad'

const shortest = 120
/** Ink that is no signature: a dot or a slip of the pen. */
export function isTooShort(strokes: Stroke[]): boolean {
  let length = 0
  for (const stroke of strokes)
    stroke.forEach(([x, y], i) => { const before = stroke[i - 1]; if (before) length += Math.hypot(x - before[0], y - before[1]) })
  return length < shortest
}
