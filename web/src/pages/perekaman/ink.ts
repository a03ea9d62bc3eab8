import type { Stroke } from '../../parts/SignaturePad'

const shortest = 120
/** Ink that is no signature: a dot or a slip of the pen. */
export function isTooShort(strokes: Stroke[]): boolean {
  let length = 0
  for (const stroke of strokes)
    stroke.forEach(([x, y], i) => { const before = stroke[i - 1]; if (before) length += Math.hypot(x - before[0], y - before[1]) })
  return length < shortest
}

const crcTable = Array.from({ length: 256 }, (_, n) => { for (let k = 0; k < 8; ++k) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1; return n >>> 0 })
const crcOf = (bytes: Uint8Array) => { let c = 0xffffffff; for (const byte of bytes) c = (crcTable[(c ^ byte) & 255] ?? 0) ^ (c >>> 8); return (c ^ 0xffffffff) >>> 0 }
const afterHeader = 33 // signature 8, IHDR 25

/** A canvas gives PNG without a resolution (pHYs), and the office takes no picture without one. */
export async function withResolution(png: Blob, dpi = 300): Promise<Blob> {
  const bytes = new Uint8Array(await png.arrayBuffer())
  const perMetre = Math.round(dpi / 0.0254)
  const chunk = new Uint8Array(21)
  const view = new DataView(chunk.buffer)
  view.setUint32(0, 9)
  chunk.set([0x70, 0x48, 0x59, 0x73], 4)
  view.setUint32(8, perMetre)
  view.setUint32(12, perMetre)
  chunk[16] = 1
  view.setUint32(17, crcOf(chunk.subarray(4, 17)))
  return new Blob([bytes.subarray(0, afterHeader), chunk, bytes.subarray(afterHeader)], { type: 'image/png' })
}
