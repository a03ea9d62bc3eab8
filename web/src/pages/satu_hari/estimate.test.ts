import { expect, test } from 'vitest'
import { estimate, type Clocks } from './estimate'

const clocks = (medians: (number | null)[]): Clocks => ({
  day: '26-11-2026',
  steps: ['I.1', 'I.2', 'I.3', 'II.1', 'II.2', 'II.3'].map((clause, i) => ({ clause, label: clause, limit_ms: 1, count: 1, running: 0, breaches: 0, median_ms: medians[i] ?? null })),
})

test('one step after the other', () => {
  expect(estimate(clocks([1, 2, 3, 4, 5, 6]), 1000)).toBe(1021)
})

test('nothing is promised that was not seen today', () => {
  expect(estimate(clocks([1, 2, null, 4, 5, 6]), 1000)).toBeNull()
  expect(estimate({ day: '', steps: [] }, 0)).toBeNull()
})
