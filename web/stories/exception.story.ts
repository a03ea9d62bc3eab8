// T3 to its end: residents without hands, from the counter to the card in their keeping. Two supervisors see it, two
// officers of the data centre decide in place of a search, and at the pick-up two officers look at the face.
import { expect } from '@playwright/test'
import { addSecondSupervisor, capture, doPrimary, handOver, intake, personalise, primary, receiveBlanks, ship, signSecond, stands, Staff, success, type Person } from './acts'
import { isForEverybody, keepPicture } from './look'
import { test, type Resident, type Town } from './town'

test.use({ townOf: 'exception' })
test.describe.configure({ mode: 'serial', timeout: 300_000 })
const hands = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]

let first: Resident
const newcomer = async (town: Town, fits?: (resident: Resident) => boolean): Promise<[Person, Resident]> => {
  const one = await town.newcomer(fits)
  return [{ nik: one.nik, name: one.name, missing: hands }, one]
}
const isWoman = (resident: Resident) => Number(resident.nik.slice(6, 8)) > 40
const years = (a: Resident, b: Resident) => Math.abs(Number(a.born.slice(-4)) - Number(b.born.slice(-4)))

/** Two officers, each alone, where there is nobody to compare with. */
async function decideAlone(staff: Staff, number: string) {
  for (const account of ['ajudikator-satu', 'ajudikator-dua']) {
    const page = await staff.before('center', account, '/ajudikasi/' + number)
    await expect(page.getByText('tidak ada rekaman lain yang biodatanya mirip')).toBeVisible({ timeout: 120_000 })
    await expect(page.getByRole('img', { name: /tangan kanan/ })).toBeVisible()
    await isForEverybody(page)
    if (account === 'ajudikator-satu') await keepPicture(page, 'ajudikasi-tanpa-jari')
    // Nothing is recorded without a decision and its reason.
    await page.keyboard.press('Control+Enter')
    await expect(page.locator('.error')).toHaveAttribute('data-code', '4206')
    await page.keyboard.press('b')
    await page.getByRole('radio', { name: /pengecualian terbukti/ }).check()
    await page.keyboard.press('Control+Enter')
    await expect(page.locator('h1').filter({ hasText: 'Kasus saya' })).toBeVisible()
  }
}

test('T3: a resident without hands gets the card by the face', async ({ browser, town }) => {
  const staff = new Staff(browser, town)
  await addSecondSupervisor(staff)
  await receiveBlanks(staff, '990000001', '990000020')
  const [who, one] = await newcomer(town)
  first = one
  const number = await intake(staff, who)
  await capture(staff, number, who)
  await stands(staff, number, 'Diperiksa petugas pusat data')
  await decideAlone(staff, number)
  await stands(staff, number, 'PRINT_READY_RECORD')
  const serial = await personalise(staff, number, who)
  await ship(staff, [serial])

  await town.stage('/stage/card', { serial })
  await town.seat(who.nik, { missing: hands })
  const page = await staff.before('counter', 'operator', '/pengambilan/' + number)
  await doPrimary(page, /Baca kartu/)
  await expect(page.getByText('Cip ini tidak memuat sidik jari')).toBeVisible({ timeout: 60_000 })
  await isForEverybody(page)
  await keepPicture(page, 'pengambilan-tanpa-jari')
  await primary(page, 'cocokkan wajah').click()
  const panel = page.getByRole('dialog', { name: 'Supervisor melihat wajah' })
  await expect(panel).toContainText(who.name)
  await isForEverybody(page)
  await keepPicture(page, 'pengambilan-wajah')
  // Who is no supervisor is no second pair of eyes.
  await signSecond(page, town, 'Wajah sama', 'pelayanan')
  await expect(panel.locator('.error')).toHaveAttribute('data-code', '2409')
  await signSecond(page, town, 'Wajah sama')
  await success(page, 'pengecualian')
  await keepPicture(page, 'pengambilan-pengecualian')
  await town.stage('/stage/card', { serial: null })
  // Without hands no receipt is signed: a witness sees it.
  await handOver(staff, number, undefined, 'counter', async (handsOver) => { await isForEverybody(handsOver); await keepPicture(handsOver, 'serah-terima-saksi') }, 'SAKSI UJI')
  await stands(staff, number, 'Diserahkan')
  expect(staff.complaints).toEqual([])
  await staff.goHome()
})

test('T3: the next one without hands is compared with the first, by the face alone', async ({ browser, town }) => {
  const staff = new Staff(browser, town)
  const [who] = await newcomer(town, (other) => isWoman(other) === isWoman(first) && years(other, first) < 4)
  const number = await intake(staff, who)
  await capture(staff, number, who)
  await stands(staff, number, 'Diperiksa petugas pusat data')
  for (const account of ['ajudikator-satu', 'ajudikator-dua']) {
    const page = await staff.before('center', account, '/ajudikasi/' + number)
    await expect(page.getByText('Kandidat 1 dari')).toBeVisible({ timeout: 120_000 })
    const viewer = page.locator('.viewer-box')
    await expect(page.locator('.viewer-box[data-ready="true"]')).toBeVisible()
    await expect(page.locator('.viewer-label').first()).toContainText('Wajah')
    await isForEverybody(page)
    await keepPicture(page, 'ajudikasi-wajah')
    await viewer.focus()
    await page.keyboard.press('b')
    await expect(page.getByText('Kesan pertama: beda', { exact: false })).toBeVisible()
    await page.keyboard.press('Alt+d')
    await expect(page.getByText('Tanpa skor')).toBeVisible()
    await expect(page.getByText(first.name)).toBeVisible()
    await isForEverybody(page)
    await keepPicture(page, 'ajudikasi-tanpa-skor')
    await page.keyboard.press('Alt+d')
    await viewer.focus()
    await page.keyboard.press('b')
    await page.getByRole('radio', { name: /tidak ada jari untuk dibandingkan/ }).check()
    await page.keyboard.press('Control+Enter')
    await expect(page.locator('h1').filter({ hasText: 'Kasus saya' })).toBeVisible()
  }
  await stands(staff, number, 'PRINT_READY_RECORD')
  expect(staff.complaints).toEqual([])
  await staff.goHome()
})
