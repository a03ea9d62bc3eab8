import { expect, test } from 'vitest'
import { differs } from './PrintCard'

test('a card says what was signed, in every line', () => {
  expect(differs([{ key: 'name', card: 'SITI', signed: 'SITI' }, { key: 'street', card: 'A', signed: 'A' }])).toBe(false)
  expect(differs([{ key: 'name', card: 'SITI', signed: 'SITI' }, { key: 'street', card: 'B', signed: 'A' }])).toBe(true)
})
