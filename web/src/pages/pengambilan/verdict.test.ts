import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { wordOf } from './verdict'

const root = join(__dirname, '../../../..')

test('every verdict has its sentence and its word', () => {
  const numbers = new Map([...readFileSync(join(root, 'card/verify/verdict.h'), 'utf8').matchAll(/(\w+) = (\d+)/g)].map((m) => [String(m[1]), Number(m[2])]))
  const words: Record<string, string> = { succeeded: 'berhasil', failed: 'gagal', again: 'ulangi' }
  const rows = [...readFileSync(join(root, 'card/verify/verdict.cpp'), 'utf8').matchAll(/\{Verdict::(\w+), "\w+", Word::(\w+)\}/g)]
  expect(rows.length).toBe(numbers.size)
  for (const language of ['id', 'en']) {
    const sentences = JSON.parse(readFileSync(join(root, `web/locale/${language}/pengambilan.json`), 'utf8')) as Record<string, string>
    for (const [, name, word] of rows) {
      const verdict = numbers.get(String(name)) ?? -1
      expect(sentences['putusan.' + verdict], name).toBeTruthy()
      expect(wordOf(verdict), name).toBe(words[String(word)])
    }
  }
})
