// A bad picture sends the resident to be recorded again, and what was judged before is forgotten (T12); twins are two
// persons (T11). The rules know one recording, whole: all ten fingers are taken again, not one hand.
import { expect, test as base, type Page } from '@playwright/test'
import { capture, Staff, stands } from './acts'
import { Town } from './town'

const test = base.extend<object, { town: Town; staff: Staff }>({
  town: [async ({}, use) => {
    const town = await Town.alive()
    await use(town)
    await town.end()
  }, { scope: 'worker', timeout: 330_000 }],
  staff: [async ({ browser, town }, use) => {
    const staff = new Staff(browser, town)
    await use(staff)
    await staff.goHome()
  }, { scope: 'worker' }],
})
test.describe.configure({ mode: 'serial', timeout: 600_000 })

let number = ''

/** Each of the two, alone: pictures, the first impression, the decision with its first reason. */
async function bothSay(staff: Staff, key: 'b' | 'k') {
  for (const account of ['ajudikator-satu', 'ajudikator-dua']) {
    const page = await staff.before('center', account, '/ajudikasi')
    await expect(page.locator('tbody tr').first()).toBeVisible({ timeout: 240_000 })
    await page.keyboard.press('Enter')
    const viewer = page.locator('.viewer-box')
    await expect(page.locator('.viewer-box[data-ready="true"]')).toBeVisible()
    number = decodeURIComponent(new URL(page.url()).pathname.split('/').at(-1) ?? '')
    // Nothing of an earlier contest is open.
    await expect(page.getByText('Biodata dan skor terbuka setelah kesan pertama dicatat.')).toBeVisible()
    for (const [look, part] of [['2', 'fingers/2'], ['7', 'fingers/7'], ['w', 'portrait']] as const) {
      await viewer.focus()
      await page.keyboard.press(look)
      await expect(page.locator(`.viewer-box[data-part="${part}"][data-ready="true"]`)).toBeVisible()
    }
    await viewer.focus()
    await page.keyboard.press(key)
    await expect(page.locator('.decision').getByText('Kesan pertama:', { exact: false })).toBeVisible()
    await viewer.focus()
    await page.keyboard.press(key)
    await expect(page.locator('.decision').getByRole('radio').first()).toBeFocused()
    await page.keyboard.press('Space')
    await page.keyboard.press('Control+Enter')
    await expect(page).toHaveURL(/\/ajudikasi$/)
  }
}

test('T12: two find the pictures too poor, and the resident is recorded again', async ({ staff }) => {
  // Whose body it is, only the stage knows: it is asked of the center as one who may see it.
  const asked = await staff.before('center', 'ajudikator-satu', '/ajudikasi')
  await expect(asked.locator('tbody tr').first()).toBeVisible({ timeout: 240_000 })
  const read = <T>(page: Page, path: string) => page.evaluate(async (from) => (await fetch(from)).json() as unknown, path) as Promise<T>
  const { items } = await read<{ items: { number: string }[] }>(asked, '/api/contests')
  const supervisor = await staff.before('center', 'supervisor', '/dasbor')
  interface Whole { probe: Side; candidates: Side[] }
  interface Side { resident: { nik: string; name: string } }
  const file = await read<Whole>(supervisor, '/api/contests/' + (items[0]?.number ?? ''))
  await bothSay(staff, 'k')
  await stands(staff, number, 'Perlu perekaman ulang')
  await capture(staff, number, { ...file.probe.resident, body: file.candidates[0]?.resident.nik })
})

test('T11: what is alike is recorded anew, judged blind again, and found to be two persons', async ({ staff }) => {
  await stands(staff, number, 'Diperiksa petugas pusat data')
  await bothSay(staff, 'b')
  await stands(staff, number, 'Tunggal, siap cetak')
  expect(staff.complaints).toEqual([])
})
