import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { whole } from './whole'

const kept = (node: Parameters<typeof whole>[0]) => [...renderToStaticMarkup(<>{whole(node)}</>).matchAll(/<span class="whole">([^<]*)<\/span>/g)].map((one) => one[1])

test('days, amounts and numbers of things stay on one line', () => {
  expect(kept('● diterima 26-11-2026 16.52 WIB')).toEqual(['26-11-2026 16.52 WIB'])
  expect(kept('26-11-2026 · &lt; 1 mnt'.replace('&lt;', '<'))).toEqual(['26-11-2026', '&lt; 1 mnt'])
  expect(kept('kec-990101-2026-000001 · tidak mau difoto')).toEqual(['kec-990101-2026-000001'])
  expect(kept('kembali dari pusat.dinas-9901')).toEqual(['pusat.dinas-9901'])
  expect(kept('990101 450868 0002')).toEqual(['990101 450868 0002'])
  expect(kept('AHMAD SIREGAR …0001')).toEqual(['…0001'])
  expect(kept('ajudikator-satu')).toEqual(['ajudikator-satu'])
  expect(kept(<b>M-dinas-9901-2026-000007</b>)).toEqual(['M-dinas-9901-2026-000007'])
})

test('words wrap, and nothing is lost', () => {
  expect(kept('Diperiksa petugas pusat data')).toEqual([])
  expect(kept('rata-rata hari ini')).toEqual([])
  const text = 'terlama 4 mnt dari 24 jam, kartu S-990000001 sejak 26-11-2026.'
  expect(renderToStaticMarkup(<>{whole(text)}</>).replace(/<[^>]*>/g, '')).toBe(text)
})
