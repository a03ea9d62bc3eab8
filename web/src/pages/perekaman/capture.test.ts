import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { faults, look, type Pixels } from './camera'
import { chipFingers, exceptionNames, firstOpen, groups, isDone, isGroupDone, isShort, missingProofs, nextPress, stepsOf, type Capture, type Known } from './capture'
import { isTooShort } from './ink'
import { reasonOf } from './reasons'

const root = join(__dirname, '../../../..')
const from = (name: string) => readFileSync(join(root, name), 'utf8')
const sentences = (language: string) => JSON.parse(from(`web/locale/${language}/perekaman.json`)) as Record<string, string>

const empty: Capture = { began: '', biodata_confirmed: false, statement_read: false, exceptions: {}, approved_by: '', approved_too: '', needs_approval: false, mark: 'cross', witness: { name: '', identity: '', relation: '' }, aside: null, recapture: null, parts: [] }
const known: Known = { tries: {}, quality: {}, last: 0 }
const all = (...fingers: number[]) => fingers.map((finger) => 'finger-' + finger)
const means = { irises: true, short: false }
const at = (capture: Capture) => firstOpen(stepsOf(false), (step) => isDone(step, capture, known, means))

test('every reason that the program can send has a sentence on both screens', () => {
  const names = [...(/kNames\[\] = \{([^}]*)\}/.exec(from('biometric/finger/quality.cpp'))?.[1] ?? '').matchAll(/"(\w+)"/g)].map((m) => String(m[1]))
  expect(names.length).toBeGreaterThan(5)
  for (const language of ['id', 'en'])
    for (const name of names) {
      const reason = reasonOf(name)
      expect(reason, name).toBeDefined()
      expect(sentences(language)['petunjuk.' + reason], name).toBeTruthy()
      expect(sentences(language)['petunjuk.warga.' + reason], name).toBeTruthy()
    }
})

test('every exception of the office has its words', () => {
  const names = [...(/exceptions\[\] = \{([^}]*)\}/.exec(from('office/recording.cpp'))?.[1] ?? '').matchAll(/"([\w-]+)"/g)].map((m) => String(m[1]))
  expect([...exceptionNames].sort()).toEqual(names.sort())
  for (const name of names) expect(sentences('id')['pengecualian.' + name.replace(/-/g, '_')], name).toBeTruthy()
})

test('every field that is read aloud has its label', () => {
  const keys = [...(/fields_of[\s\S]*?return \{([\s\S]*?)\};/.exec(from('office/desk_persons.cpp'))?.[1] ?? '').matchAll(/\{"(\w+)",/g)].map((m) => String(m[1]))
  expect(keys.length).toBe(14)
  for (const key of keys) expect(sentences('id')['perekaman.isian.' + key], key).toBeTruthy()
})

test('a recording goes on at its first open step', () => {
  expect(at(empty)).toBe('biodata')
  expect(at({ ...empty, biodata_confirmed: true })).toBe('photo')
  const fingers = { ...empty, biodata_confirmed: true, parts: ['portrait', 'signature', ...all(2, 3, 4, 5)] }
  expect(at(fingers)).toBe('fingers')
  const whole = { ...fingers, parts: ['portrait', 'signature', ...all(1, 2, 3, 4, 5, 6, 7, 8, 9, 10)] }
  expect(at(whole)).toBe('irises')
  expect(at({ ...whole, parts: [...whole.parts, 'iris-left', 'iris-right', 'verify-2-1'] })).toBe('verify')
  expect(at({ ...whole, parts: [...whole.parts, 'iris-left', 'iris-right', 'verify-2-1', 'verify-7-1'] })).toBe('statement')
})

test('a photograph is asked for where one can show the exception', () => {
  const hands = { ...empty, exceptions: { 'finger-2': 'bandaged', 'finger-7': 'worn', 'iris-left': 'unwilling' } as Capture['exceptions'] }
  expect(missingProofs(hands)).toEqual(['right-hand'])
  expect(missingProofs({ ...hands, parts: ['proof-right-hand'] })).toEqual([])
  expect(missingProofs({ ...hands, parts: ['finger-2'] })).toEqual([])
  expect(missingProofs({ ...empty, exceptions: { signature: 'cannot-write' } })).toEqual([])
})

test('without any finger nothing is verified', () => {
  const none = { ...empty, exceptions: Object.fromEntries(all(1, 2, 3, 4, 5, 6, 7, 8, 9, 10).map((part) => [part, 'missing'])) as Capture['exceptions'] }
  expect(isDone('verify', none, known, means)).toBe(true)
  expect(isDone('verify', { ...none, parts: ['finger-2'] }, known, means)).toBe(false)
})

test('where a recording exists, one finger is shown', () => {
  expect(isShort({ kind: 'lost', state: 'Registered' }, empty)).toBe(true)
  expect(isShort({ kind: 'lost', state: 'Registered' }, { ...empty, recapture: 'poor-quality' })).toBe(false)
  expect(isShort({ kind: 'lost', state: 'RejectedAtCheck' }, empty)).toBe(false)
  expect(isShort({ kind: 'first', state: 'Registered' }, empty)).toBe(false)
})

test('a group is done when it is good, excepted, or was tried three times', () => {
  const right = groups[0]?.name ?? 'right-four'
  const three: Capture = { ...empty, parts: all(2, 3, 4) }
  expect(isGroupDone(three, known, right)).toBe(false)
  expect(isGroupDone({ ...three, exceptions: { 'finger-5': 'bandaged' } }, known, right)).toBe(true)
  const four: Capture = { ...empty, parts: all(2, 3, 4, 5) }
  const weak: Known = { tries: { 'right-four': 1 }, quality: { 4: 31 }, last: 0 }
  expect(isGroupDone(four, weak, right)).toBe(false)
  expect(isGroupDone(four, { ...weak, tries: { 'right-four': 3 } }, right)).toBe(true)
})

test('the fingers of the chip are those that the office chooses', () => {
  expect(chipFingers({ ...empty, parts: all(1, 2, 3, 4, 5, 6, 7, 8, 9, 10) }, known)).toEqual([2, 7])
  expect(chipFingers({ ...empty, parts: all(1, 3, 8) }, known)).toEqual([1, 8])
  expect(chipFingers({ ...empty, parts: all(2, 4) }, known)).toEqual([2, 4])
  expect(nextPress({ ...empty, parts: ['verify-2-1', 'verify-2-2'] }, 2)).toBe('verify-2-3')
})

test('one finger is verified alone, none not at all', () => {
  const left = Object.fromEntries([1, 3, 4, 5, 6, 7, 8, 9, 10].map((finger) => ['finger-' + finger, 'missing' as const]))
  const has = { irises: false, short: false }
  expect(isDone('verify', { ...empty, exceptions: left, parts: all(2) }, known, has)).toBe(false)
  expect(isDone('verify', { ...empty, exceptions: left, parts: [...all(2), 'verify-2-1'] }, known, has)).toBe(true)
  expect(isDone('verify', { ...empty, exceptions: { ...left, 'finger-2': 'missing' }, parts: [] }, known, has)).toBe(true)
})

const picture = (at: (x: number, y: number) => [number, number, number]): Pixels => {
  const width = 120, height = 160
  const data: number[] = []
  for (let y = 0; y < height; ++y) for (let x = 0; x < width; ++x) data.push(...at(x / width, y / height), 255)
  return { width, height, data }
}
/** A face of stripes before a backdrop. */
const sitter = (backdrop: [number, number, number], light = (x: number) => 150 + 0 * x) =>
  picture((x, y) => {
    if (x < 0.28 || x > 0.72 || y < 0.2) return backdrop
    const tone = light(x) + (Math.floor(y * 160) % 2 === 0 ? 12 : 0)
    return [tone, tone, tone]
  })

test('a portrait is judged by light, sharpness and backdrop', () => {
  expect(faults(look(sitter([180, 30, 30])), 'red')).toEqual([])
  expect(faults(look(sitter([30, 60, 170])), 'blue')).toEqual([])
  expect(faults(look(sitter([30, 60, 170])), 'red')).toContain('background_wrong')
  expect(faults(look(sitter([180, 30, 30], () => 30)), 'red')).toContain('face_dark')
  expect(faults(look(sitter([180, 30, 30], () => 230)), 'red')).toContain('face_bright')
  expect(faults(look(sitter([180, 30, 30], (x) => (x < 0.5 ? 60 : 200))), 'red')).toContain('face_uneven')
  expect(faults(look(picture((x, y) => (y < 0.4 && (x < 0.25 || x > 0.75) ? [180, 30, 30] : [150, 150, 150]))), 'red')).toContain('face_blur')
})

test('a dot is no signature', () => {
  expect(isTooShort([[[10, 10], [12, 10]]])).toBe(true)
  expect(isTooShort([[[10, 10], [120, 30], [40, 60]]])).toBe(false)
})
