import { expect, test } from 'vitest'
import { dayAfter, isPast } from './permit'

test('a permit is good on its last day', () => {
  expect(isPast('01-05-2029', '01-05-2029')).toBe(false)
  expect(isPast('30-04-2029', '01-05-2029')).toBe(true)
  expect(isPast('31-12-2029', '01-01-2030')).toBe(true)
})

test('an extension is reported thirty days before the end', () => {
  expect(dayAfter('01-05-2029', -30)).toBe('01-04-2029')
  expect(dayAfter('01-03-2028', -30)).toBe('31-01-2028')
})
