import { expect, test } from 'vitest'
import { cardOf, rangeSize, rangesOf, type BlankEvent } from './stock'

test('a range counts both its ends', () => {
  expect(rangeSize('990000001', '990000100')).toBe(100)
  expect(rangeSize('9901-0004401', '9901-0004401')).toBe(1)
  expect(rangeSize('9901-0004401', '')).toBe(1)
})

test('what does not follow each other is no range', () => {
  expect(rangeSize('9901-0004402', '9901-0004401')).toBeNull()
  expect(rangeSize('9901-0004401', '9902-0004402')).toBeNull()
  expect(rangeSize('9901-99', '9901-100')).toBeNull()
  expect(rangeSize('A', 'B')).toBeNull()
  expect(rangeSize('1000000', '1010000')).toBeNull()
  expect(rangeSize('1000000', '1009999')).toBe(10_000)
})

test('neighbours are said as one range', () => {
  expect(rangesOf(['S-009', 'S-010', 'S-012'])).toEqual([{ first: 'S-009', last: 'S-010', size: 2 }, { first: 'S-012', last: 'S-012', size: 1 }])
  expect(rangesOf([])).toEqual([])
})

test('a card is of the application that proved it last', () => {
  const event = (kind: string, subject: string): BlankEvent => ({ kind, subject, time: '', actor: '', site: '' })
  const blank = { serial: '1', site: '', state: '', label: '' }
  expect(cardOf({ ...blank, history: [event('blank-received', '1'), event('blank-taken', 'a'), event('card-proved', 'a')] })).toBe('a')
  expect(cardOf({ ...blank, history: [event('blank-received', '1')] })).toBeNull()
})
