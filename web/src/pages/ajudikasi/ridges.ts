// A fingerprint as an examiner wants to see it: in black and white, or its ridges one dot wide.

/** Grey values of an RGBA picture. */
function greyOf(data: Uint8ClampedArray): Uint8Array {
  const grey = new Uint8Array(data.length / 4)
  for (let i = 0; i < grey.length; ++i) grey[i] = ((data[4 * i] ?? 0) * 77 + (data[4 * i + 1] ?? 0) * 150 + (data[4 * i + 2] ?? 0) * 29) >> 8
  return grey
}

/** 1 where a dot is clearly darker than its neighbourhood of `reach` dots to each side. */
export function binarised(data: Uint8ClampedArray, width: number, height: number, reach = 8): Uint8Array {
  const grey = greyOf(data)
  const sums = new Float64Array((width + 1) * (height + 1))
  for (let y = 0; y < height; ++y) {
    let row = 0
    for (let x = 0; x < width; ++x) {
      row += grey[y * width + x] ?? 0
      sums[(y + 1) * (width + 1) + x + 1] = (sums[y * (width + 1) + x + 1] ?? 0) + row
    }
  }
  const out = new Uint8Array(width * height)
  for (let y = 0; y < height; ++y)
    for (let x = 0; x < width; ++x) {
      const x0 = Math.max(0, x - reach), y0 = Math.max(0, y - reach), x1 = Math.min(width, x + reach + 1), y1 = Math.min(height, y + reach + 1)
      const at = (cx: number, cy: number) => sums[cy * (width + 1) + cx] ?? 0
      const mean = (at(x1, y1) - at(x0, y1) - at(x1, y0) + at(x0, y0)) / ((x1 - x0) * (y1 - y0))
      if ((grey[y * width + x] ?? 255) < mean - 4) out[y * width + x] = 1
    }
  return out
}

/** The ridges one dot wide (Zhang and Suen, 1984). */
export function thinned(ridges: Uint8Array, width: number, height: number): Uint8Array {
  const out = ridges.slice()
  const around = [-width, -width + 1, 1, width + 1, width, width - 1, -1, -width - 1]
  for (let changed = true, round = 0; changed && round < 40; ++round) {
    changed = false
    for (const pass of [0, 1]) {
      const gone: number[] = []
      for (let y = 1; y < height - 1; ++y)
        for (let x = 1; x < width - 1; ++x) {
          const i = y * width + x
          if (!out[i]) continue
          const p = around.map((step) => out[i + step] ?? 0)
          const count = p.reduce((sum, one) => sum + one, 0)
          if (count < 2 || count > 6) continue
          let turns = 0
          for (let k = 0; k < 8; ++k) if (!p[k] && p[(k + 1) % 8]) ++turns
          if (turns !== 1) continue
          const [n, , e, , s, , w] = p
          if (pass === 0 ? n && e && s : n && e && w) continue
          if (pass === 0 ? e && s && w : n && s && w) continue
          gone.push(i)
        }
      for (const i of gone) out[i] = 0
      changed ||= gone.length > 0
    }
  }
  return out
}

export type Look = 'original' | 'binary' | 'ridges'

/** The picture as `look` shows it. */
export function lookedAt(picture: ImageBitmap, look: Look): ImageBitmap | HTMLCanvasElement {
  if (look === 'original') return picture
  const canvas = document.createElement('canvas')
  canvas.width = picture.width
  canvas.height = picture.height
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (!context) return picture
  context.drawImage(picture, 0, 0)
  const image = context.getImageData(0, 0, canvas.width, canvas.height)
  const dark = binarised(image.data, canvas.width, canvas.height)
  const shown = look === 'ridges' ? thinned(dark, canvas.width, canvas.height) : dark
  for (let i = 0; i < shown.length; ++i) image.data[4 * i] = image.data[4 * i + 1] = image.data[4 * i + 2] = shown[i] ? 0 : 255
  context.putImageData(image, 0, 0)
  return canvas
}
