import { expect, test } from 'vitest'
import { numberWords, recordedCall, spokenCall } from './speech'

test('digits are spoken one by one, desks as numbers', () => {
  expect(spokenCall('A-037', 'Meja 2')).toBe('Nomor antrian. A, nol, tiga, tujuh. Silakan ke meja dua.')
  expect(spokenCall('P-004', 'Meja 12')).toBe('Nomor antrian. pe, nol, nol, empat. Silakan ke meja dua belas.')
  expect(spokenCall('K-512', 'Loket 1')).toBe('Nomor antrian. ka, lima, satu, dua. Silakan ke loket satu.')
})

test('numbers of desks', () => {
  expect(numberWords('10')).toBe('sepuluh')
  expect(numberWords('11')).toBe('sebelas')
  expect(numberWords('20')).toBe('dua puluh')
  expect(numberWords('21')).toBe('dua puluh satu')
  expect(numberWords('100')).toBe('100')
})

test('recorded words say the same', () => {
  expect(recordedCall('A-037', 'Meja 2')).toEqual(['kata_nomor', 'huruf_A', 'angka_0', 'angka_3', 'angka_7', 'kata_silakan', 'kata_meja', 'angka_2'].map((word) => 'layar.' + word))
  expect(recordedCall('K-512', 'Loket 21').slice(-4)).toEqual(['layar.kata_loket', 'layar.angka_2', 'layar.kata_puluh', 'layar.angka_1'])
})
