import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { IntlMessageFormat } from 'intl-messageformat'
import { expect, test } from 'vitest'

const root = join(__dirname, '../..')
const filesBelow = (folder: string): string[] =>
  readdirSync(folder).flatMap((name) => (statSync(join(folder, name)).isDirectory() ? filesBelow(join(folder, name)) : [join(folder, name)]))
const catalogue = (language: string): Record<string, string> =>
  Object.assign({}, ...readdirSync(join(root, 'locale', language)).map((name) => JSON.parse(readFileSync(join(root, 'locale', language, name), 'utf8')) as Record<string, string>))
const id = catalogue('id')
const en = catalogue('en')
const sources = filesBelow(join(root, 'src')).filter((name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name))
const code = sources.map((name) => readFileSync(name, 'utf8')).join('\n')

test('every sentence stands in both languages', () => {
  expect(Object.keys(en).sort()).toEqual(Object.keys(id).sort())
})

test('no key stands in two files', () => {
  for (const language of ['id', 'en']) {
    const keys = readdirSync(join(root, 'locale', language)).flatMap((name) => Object.keys(JSON.parse(readFileSync(join(root, 'locale', language, name), 'utf8')) as object))
    expect(keys.filter((key, i) => keys.indexOf(key) !== i)).toEqual([])
  }
})

test('both languages name the same values, and every sentence can be formed', () => {
  const names = (text: string) => [...text.matchAll(/\{(\w+)/g)].map((m) => m[1]).sort()
  for (const [key, text] of Object.entries(id)) {
    expect.soft([...new Set(names(en[key] ?? ''))], key).toEqual([...new Set(names(text))])
    expect(() => new IntlMessageFormat(text, 'id'), key).not.toThrow()
    expect(() => new IntlMessageFormat(en[key] ?? '', 'en'), key).not.toThrow()
  }
}, 30_000)

test('every key that the code names exists', () => {
  const named = [...code.matchAll(/['"`]([a-z][\w-]*\.[\w.-]+)['"`]/g)].map((m) => String(m[1]))
  const families = new Set(Object.keys(id).map((key) => key.split('.')[0]))
  const missing = named.filter((key) => families.has(key.split('.')[0]) && !(key in id) && !Object.keys(id).some((one) => one.startsWith(key)))
  expect([...new Set(missing)]).toEqual([])
})

test('every kind of entry that the programs write has its words', () => {
  const kinds = readFileSync(join(root, '../data/golden/event_kinds.txt'), 'utf8').trim().split('\n')
  expect(kinds.length).toBeGreaterThan(50)
  expect(kinds.filter((kind) => !('kejadian.' + kind.replace(/-/g, '_') in id))).toEqual([])
})

test('every sentence is used', () => {
  // "jari." + position and the like: the code names the beginning of a family.
  const beginnings = [...code.matchAll(/['"`]([a-z][\w.-]*[._])(?:['"`]\s*\+|\$\{)/g)].map((m) => String(m[1]))
  const unused = Object.keys(id).filter((key) => !code.includes(`'${key}'`) && !code.includes(`"${key}"`) && !code.includes('`' + key + '`') && !beginnings.some((one) => key.startsWith(one)))
  expect(unused).toEqual([])
}, 30_000)

test('no sentence for people stands in the code', () => {
  const wrong: string[] = []
  for (const name of sources)
    for (const [i, line] of readFileSync(name, 'utf8').split('\n').entries()) {
      if (/^\s*(\/\/|\*|import )/.test(line)) continue
      for (const match of line.matchAll(/>\s*([A-Za-z][a-z]+ [a-z]+[^<>{}=;()]*)</g)) wrong.push(`${name}:${i + 1}: ${match[1]}`)
      for (const match of line.matchAll(/(?:label|placeholder|title|aria-label|alt)="([A-Za-z][^"]*)"/g)) wrong.push(`${name}:${i + 1}: ${match[1]}`)
    }
  expect(wrong).toEqual([])
})

test('no sentence is shouted, but on the sign in the waiting room', () => {
  const short = /^(NIK|NIP|KK|KTP|KITAP|RT|RW|DC|PRR|SOP|SHDK|SIAK|USB|QR|PDF|CSV|WIB|WITA|WIT|F\d+|I+|I?V|HHBBTTTT|DDMMYYYY)$/
  const verdicts = ['pengambilan.gagal', 'serah_terima.berhasil_besar', 'kerangka.spesimen']
  const shouts = (text: string) => {
    const words = text.replace(/\{\w+/g, '').match(/\p{L}[\p{L}\p{N}]*/gu) ?? []
    const loud = words.map((word) => /^[\p{Lu}\p{N}]{2,}$/u.test(word) && !short.test(word))
    return loud.some((one, i) => one && loud[i + 1]) || (loud.includes(true) && !/\p{Ll}/u.test(words.join('')))
  }
  for (const [language, sentences] of Object.entries({ id, en }))
    expect.soft(Object.entries(sentences).filter(([key, text]) => !key.startsWith('layar.') && !verdicts.includes(key) && shouts(text)), language).toEqual([])
})
