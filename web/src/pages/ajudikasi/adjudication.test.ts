import { expect, test } from 'vitest'
import { caseName, missingLooks, orderFor, partsOf, type Match, type Side } from './contest'
import { aligned, toScreen, zoomed } from './geometry'
import { binarised, thinned } from './ridges'

const side = (fingers: number[], irises = false): Side => ({
  number: 'A', fingers, right_iris: irises, left_iris: irises,
})

test('nobody says "same" without two fingers of different hands and a face or an eye', () => {
  const both = side([1, 2, 6, 7], true)
  expect(missingLooks(both, both, new Set())).toEqual({ fingers: 2, hands: false, face: true })
  expect(missingLooks(both, both, new Set(['fingers/1', 'fingers/2']))).toEqual({ fingers: 0, hands: true, face: true })
  expect(missingLooks(both, both, new Set(['fingers/1', 'fingers/7', 'irises/left']))).toEqual({ fingers: 0, hands: false, face: false })
  expect(missingLooks(both, side([2]), new Set(['fingers/2', 'portrait']))).toEqual({ fingers: 0, hands: false, face: false })
  expect(missingLooks(both, side([]), new Set(['portrait']))).toEqual({ fingers: 0, hands: false, face: false })
})

test('fingers come first where both have them, the face where they have none in common', () => {
  expect(partsOf(side([7, 2]), side([2]))).toEqual(['fingers/2', 'fingers/7', 'portrait', 'signature'])
  expect(partsOf(side([], true), side([2]))).toEqual(['portrait', 'irises/right', 'irises/left', 'signature', 'fingers/2'])
})

test('two officers work through the cases in different orders, urgent ones first', () => {
  const now = Date.parse('2026-11-26T10:00:00Z')
  const lines = Array.from({ length: 12 }, (_, i) => ({ number: `9901-2026-${String(i).padStart(6, '0')}`, since: '2026-11-26T09:00:00Z' }))
  const numbers = (officer: string) => orderFor(officer, lines, now).map((one) => one.number)
  expect(numbers('satu')).not.toEqual(numbers('dua'))
  expect([...numbers('satu')].sort()).toEqual([...numbers('dua')].sort())
  const late = { number: 'tua', since: '2026-11-25T11:00:00Z' }
  expect(orderFor('satu', [...lines, late], now)[0]).toBe(late)
  expect(caseName('9901-2026-000012')).toBe('000012')
})

test('the candidate is laid upon the probe', () => {
  const minutiae = [[100, 100], [140, 100], [100, 180], [170, 160]].map(([x, y]) => ({ x: x as number, y: y as number, direction: 0, type: 0 }))
  // The candidate's print is the probe's, turned by 90 degrees about its own middle.
  const turned = minutiae.map((m) => ({ ...m, x: 100 - (m.y - 100), y: 100 + (m.x - 100) }))
  const match: Match = {
    rotation: 0, dpi: 500, probe: { width: 200, height: 200, minutiae }, candidate: { width: 200, height: 200, minutiae: turned },
    pairs: [[0, 0], [1, 1], [2, 2], [3, 3]],
  }
  const found = aligned(match)
  expect(found?.turn).toBeCloseTo(-90)
  const frame = { left: 0, top: 0, width: 400, height: 400 }
  for (const [i, m] of minutiae.entries()) {
    const a = toScreen(m, frame, 200, 200, { zoom: 2, x: 0, y: 0, turn: 0 })
    const b = toScreen(turned[i] ?? m, frame, 200, 200, { zoom: 2, x: 2 * (found?.x ?? 0), y: 2 * (found?.y ?? 0), turn: found?.turn ?? 0 })
    expect(b.x).toBeCloseTo(a.x)
    expect(b.y).toBeCloseTo(a.y)
  }
  expect(aligned({ ...match, pairs: [[0, 0]] })).toBeNull()
  expect(zoomed({ zoom: 1, x: 10, y: 0, turn: 0 }, 2)).toEqual({ zoom: 2, x: 20, y: 0, turn: 0 })
  expect(zoomed({ zoom: 6, x: 0, y: 0, turn: 0 }, 2).zoom).toBe(8)
})

test('ridges become black, and one dot wide', () => {
  const width = 40, height = 40
  const data = new Uint8ClampedArray(width * height * 4).fill(255)
  for (let y = 0; y < height; ++y) for (let x = 18; x < 23; ++x) data.fill(20, 4 * (y * width + x), 4 * (y * width + x) + 3)
  const dark = binarised(data, width, height)
  expect([...dark.slice(20 * width, 21 * width)].map((one, x) => (one ? x : -1)).filter((x) => x >= 0)).toEqual([18, 19, 20, 21, 22])
  const thin = thinned(dark, width, height)
  expect([...thin.slice(20 * width, 21 * width)].filter((one) => one === 1)).toHaveLength(1)
})
