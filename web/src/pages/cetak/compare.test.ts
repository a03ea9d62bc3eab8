import { expect, test } from 'vitest'
import { stops, type PrintRow } from './PrintCard'

const row = (change: Partial<PrintRow>): PrintRow => ({ label: 'Alamat', register: 'A', signed: 'A', card: 'A', note: '', ...change })

test('what was signed is what is printed', () => {
  expect(stops(row({}))).toBe(false)
  expect(stops(row({ register: 'B' }))).toBe(true)
  expect(stops(row({ card: 'B' }))).toBe(true)
})

test('a card may say it shorter where it says why, but nothing may differ from the signed statement', () => {
  expect(stops(row({ card: 'A.', note: 'dipendekkan' }))).toBe(false)
  expect(stops(row({ register: 'B', card: 'A.', note: 'dipendekkan' }))).toBe(true)
})
