// One person under two names (T10): judged by two who do not see each other, settled by a supervisor, asked about at the
// service point, a duplicate, and taken back by two officers.
import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Page } from '@playwright/test'
import { isForEverybody, keepPicture } from './look'
import { expect, logIn, logOut, test as base, Town } from './town'

const test = base.extend<object, { town: Town }>({
  town: [async ({}, use) => {
    const town = await Town.alive()
    await use(town)
    await town.end()
  }, { scope: 'worker', timeout: 120_000 }],
})
test.describe.configure({ mode: 'serial', timeout: 600_000 })

let number = ''
let contestPath = ''

/** Opens the first case of the list; how long it takes until both pictures stand. */
async function openFirst(page: Page): Promise<number> {
  await expect(page.locator('tbody tr').first()).toBeVisible({ timeout: 240_000 })
  const began = Date.now()
  await page.keyboard.press('Enter')
  await expect(page.locator('.viewer-box[data-ready="true"]')).toBeVisible()
  return Date.now() - began
}

/** Looks, says a first impression, decides with a reason; the keys that it takes. */
async function judge(page: Page, impression: string | null, decision: string): Promise<number> {
  const keys: string[] = []
  const press = async (key: string) => { keys.push(key); await page.keyboard.press(key) }
  const ready = () => expect(page.locator('.viewer-box[data-ready="true"]')).toBeVisible()
  await expect(page.locator('.viewer-box')).toBeFocused()
  for (const key of ['7', 'w']) {
    await press(key)
    await ready()
  }
  if (impression) {
    await expect(page.getByRole('button', { name: /Biodata dan skor$/ })).toHaveCount(0)
    await press(impression)
    await expect(page.getByRole('button', { name: /Biodata dan skor$/ })).toBeVisible()
  }
  await press(decision)
  await expect(page.locator('.decision').getByRole('radio').first()).toBeFocused()
  await press('Space')
  await press('Control+Enter')
  if (decision === 's') {
    await expect(page.getByRole('dialog').getByRole('button').first()).toBeFocused()
    await press('Tab')
    await press('Enter')
  }
  return keys.length
}

test('the first officer says that they are the same person', async ({ page, town }) => {
  await logIn(page, town, 'center', 'ajudikator-satu')
  const took = await openFirst(page)
  mkdirSync(fileURLToPath(new URL('../../build/screens', import.meta.url)), { recursive: true })
  writeFileSync(fileURLToPath(new URL('../../build/screens/timings-bench.json', import.meta.url)), JSON.stringify({ first_candidate_ms: took, wanted_ms: 500 }, null, 2) + '\n')
  expect(took).toBeLessThan(5 * 500)
  contestPath = new URL(page.url()).pathname
  number = decodeURIComponent(contestPath.split('/').at(-1) ?? '')
  await isForEverybody(page)
  await keepPicture(page, 'ajudikasi-kasus')
  await page.keyboard.press('m')
  await page.keyboard.press('g')
  await expect(page.getByText(/pasangan \d+/)).toBeVisible()
  await keepPicture(page, 'ajudikasi-pasangan')
  await page.keyboard.press('o')
  await expect(page.locator('.viewer-box')).toHaveAttribute('data-mode', 'overlay')
  await page.keyboard.press('o')
  // Nobody decides on one finger alone.
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('alert')).toContainText('4206')
  await page.locator('.viewer-box').focus()
  expect(await judge(page, 's', 's')).toBeLessThanOrEqual(12)
  await expect(page).toHaveURL(/\/ajudikasi$/)
  await expect(page.getByText('Tidak ada kasus untuk Anda.')).toBeVisible()
  await isForEverybody(page)
  await keepPicture(page, 'ajudikasi-kosong')
  await logOut(page)
})

test('the second officer sees nothing of the first and says otherwise', async ({ page, town }) => {
  await logIn(page, town, 'center', 'ajudikator-dua')
  await openFirst(page)
  expect(new URL(page.url()).pathname).toBe(contestPath)
  await expect(page.locator('body')).not.toContainText('ajudikator-satu')
  await judge(page, 'k', 'b')
  await expect(page).toHaveURL(/\/ajudikasi$/)
  await logOut(page)
})

test('a supervisor settles it, and both are officer 1 and officer 2', async ({ page, town }) => {
  await logIn(page, town, 'center', 'supervisor')
  await expect(page).toHaveURL(/\/pengawasan$/)
  await expect(page.getByText('Kedua petugas berbeda pendapat')).toBeVisible()
  await isForEverybody(page)
  await keepPicture(page, 'pengawasan-pusat')
  await page.keyboard.press('Enter')
  await expect(page.locator('.viewer-box[data-ready="true"]')).toBeVisible()
  await page.getByRole('tab', { name: 'Putusan' }).click()
  await expect(page.getByText('Petugas 1: sama')).toBeVisible()
  await expect(page.getByText('Petugas 2: beda')).toBeVisible()
  await expect(page.locator('body')).not.toContainText('ajudikator-')
  await isForEverybody(page)
  await keepPicture(page, 'ajudikasi-beda-pendapat')
  await page.locator('.viewer-box').focus()
  await judge(page, null, 's')
  await expect(page).toHaveURL(/\/ajudikasi$/)
  await logOut(page)
})

test('the service point answers, and the answer decides', async ({ page, town }) => {
  const operator = await town.officer('counter', 'operator')
  await expect(async () => {
    await operator.post('/api/synchronisation', {})
    const told = await operator.post(`/api/applications/${number}/answer`, { text: 'Penduduk pernah direkam dengan nama lain.' })
    expect(told.ok()).toBe(true)
  }).toPass({ timeout: 60_000 })
  await operator.post('/api/synchronisation', {})
  await operator.end()
  await logIn(page, town, 'center', 'ajudikator-satu')
  await page.goto(town.address('center') + '/klarifikasi')
  await expect(page.getByText('dijawab, perlu putusan')).toBeVisible({ timeout: 60_000 })
  await keepPicture(page, 'klarifikasi-pusat')
  await page.keyboard.press('Enter')
  await expect(page.getByText('Penduduk pernah direkam dengan nama lain.')).toBeVisible()
  await isForEverybody(page)
  await keepPicture(page, 'klarifikasi-putusan')
  await page.getByRole('radio', { name: /^Ganda/ }).check()
  await page.keyboard.press('Control+Enter')
  await page.getByRole('button', { name: 'Catat GANDA' }).click()
  await expect(page.getByText(number + ' dicatat ganda.')).toBeVisible()
  await logOut(page)
})

test('two officers who did not decide take it back, each at his own screen', async ({ page, town }) => {
  const others = ['ajudikator-tiga', 'ajudikator-empat'] as const
  const administrator = await town.officer('center', 'administrator')
  for (const name of others)
    expect((await administrator.post('/api/officers', { name, full_name: 'PETUGAS UJI ' + name.toUpperCase(), password: town.said.password, roles: ['adjudicator'] })).ok()).toBe(true)
  await administrator.end()
  const asks = async (account: string, button: RegExp) => {
    await logIn(page, town, 'center', account)
    await page.goto(town.address('center') + '/ganda')
    await expect(page.locator('tbody tr')).toHaveCount(1)
    await page.keyboard.press('Enter')
    await page.getByLabel('Alasan Anda').fill('Kembar: iris dan wajah berlainan.')
    await page.keyboard.press('Control+Enter')
    await page.getByRole('dialog').getByRole('button', { name: button }).click()
  }
  await asks('ajudikator-satu', /Minta peninjauan/)
  await expect(page.getByRole('alert')).toContainText('(3106)')
  await isForEverybody(page)
  await keepPicture(page, 'ganda-ditolak')
  await logOut(page)
  await asks(others[0], /Minta peninjauan/)
  await expect(page.getByText(/Menunggu petugas kedua/)).toBeVisible()
  await isForEverybody(page)
  await keepPicture(page, 'ganda-minta')
  await logOut(page)
  await asks(others[1], /Batalkan putusan ganda/)
  await expect(page.getByText(/dibatalkan/)).toBeVisible()
  await isForEverybody(page)
  await keepPicture(page, 'ganda-dibatalkan')
  await logOut(page)
})
