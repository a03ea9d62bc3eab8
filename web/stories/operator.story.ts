// T1, T3 to T5, T15 and T17 at the operator's desk: a recording by keyboard alone, with a reload and a cut line in its
// middle, with an exception, with the wrong hand; a visit that is planned and reconciled.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from '@playwright/test'
import { capture, doPrimary, intake, photograph, primary, sign, signSecond, Staff, type Person } from './acts'
import { isForEverybody, keepPicture } from './look'
import { expect, test, type Town } from './town'

test.use({ townOf: 'operator' })
const mostKeys = 30, mostMachineMs = 20_000

/** Keys of one act, and how long the page made its people wait for the program. */
class Hands {
  keys = 0
  machineMs = 0
  constructor(private readonly page: Page) {}
  async press(key: string) { this.keys += 1; await this.page.keyboard.press(key) }
  /** A key, and what it brings. */
  async pressFor(key: string, there: () => Promise<unknown>) {
    const began = Date.now()
    await this.press(key)
    await there()
    this.machineMs += Date.now() - began
  }
  keep(act: string) {
    const folder = fileURLToPath(new URL('../../build/screens', import.meta.url))
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, `${act}-keys.json`), JSON.stringify({ act, keys: this.keys, at_most: mostKeys, machine_ms: this.machineMs }) + '\n')
  }
}

const newcomer = async (town: Town): Promise<Person> => {
  const { nik, name } = await town.newcomer()
  return { nik, name }
}
const onStep = (page: Page, name: string) => expect(page.locator('.frame h2')).toContainText(name, { timeout: 60_000 })
/** The first three steps. */
async function toFingers(page: Page) {
  await doPrimary(page, 'Data sesuai')
  await onStep(page, 'Foto')
  await page.keyboard.press('F8')
  await doPrimary(page, 'Pakai foto ini')
  await onStep(page, 'Tanda tangan')
  await sign(page, 'Kotak tanda tangan penduduk')
  await doPrimary(page, 'Terima tanda tangan')
  await onStep(page, 'Sidik jari')
}
const hint = (page: Page) => page.locator('.capture-hint[data-reason]')
const groupDone = (page: Page, name: string) => expect(page.locator('.group').filter({ hasText: name })).toContainText('●', { timeout: 60_000 })

test('a whole recording by keyboard alone, looked at step by step', async ({ browser, town }) => {
  const staff = new Staff(browser, town)
  const who = await newcomer(town)
  const number = await intake(staff, who)
  await town.seat(who.nik)
  const page = await staff.before('counter', 'operator', '/meja')
  await expect(page.locator('.act-list tbody tr')).toContainText(who.name)
  await isForEverybody(page)
  await keepPicture(page, 'meja')
  const resident = await (await browser.newContext({ viewport: { width: 1024, height: 768 }, locale: 'id-ID' })).newPage()
  await resident.goto(town.address('counter') + '/warga')
  await expect(resident.getByText('Mohon tunggu dipanggil')).toBeVisible()
  await isForEverybody(resident)
  const hands = new Hands(page)
  await hands.pressFor('Enter', () => onStep(page, 'Biodata'))
  await expect(resident.getByText('Apakah data ini benar?')).toBeVisible()
  await expect(resident.locator('dd').filter({ hasText: who.name })).toBeVisible()
  await isForEverybody(page)
  await isForEverybody(resident)
  await keepPicture(page, 'perekaman-1-biodata')
  await keepPicture(resident, 'warga-biodata')
  await hands.pressFor('Enter', () => onStep(page, 'Foto'))
  await hands.pressFor('F8', () => expect(page.locator('.photo-frame img')).toBeVisible({ timeout: 30_000 }))
  await isForEverybody(page)
  await keepPicture(page, 'perekaman-2-foto')
  await hands.pressFor('Enter', () => onStep(page, 'Tanda tangan'))
  await sign(page, 'Kotak tanda tangan penduduk')
  await keepPicture(page, 'perekaman-3-tanda-tangan')
  await hands.pressFor('Enter', () => onStep(page, 'Sidik jari'))
  for (const group of ['4 kanan', '4 kiri', '2 ibu jari'])
    for (let press = 0; press < 3; ++press) {
      await expect(page.locator('.actions .primary')).toBeEnabled()
      // After the last press the next step opens by itself, and takes the hint with it.
      await hands.pressFor('F8', () => expect(hint(page).or(page.locator('.error')).or(page.locator('.frame h2').filter({ hasText: 'Iris' })).first()).toBeVisible({ timeout: 60_000 }))
      await isForEverybody(page)
      await keepPicture(page, 'perekaman-4-jari-' + group.replace(/ /g, '-'))
      if (/Iris/.test((await page.locator('.frame h2').textContent()) ?? '') || (await page.locator('.group').filter({ hasText: group }).textContent())?.includes('●')) break
    }
  await onStep(page, 'Iris')
  await hands.pressFor('F8', () => onStep(page, 'Verifikasi'))
  for (let press = 0; press < 2; ++press) {
    await expect(page.locator('.actions .primary')).toBeEnabled()
    await keepPicture(page, 'perekaman-6-verifikasi-' + (press + 1))
    await hands.pressFor('F8', () => expect(page.locator('.finger.good')).toHaveCount(press + 1, { timeout: 60_000 }))
  }
  await onStep(page, 'Pernyataan')
  await hands.press('Space')
  await sign(page, 'Kotak tanda tangan di bawah pernyataan')
  await isForEverybody(page)
  await keepPicture(page, 'perekaman-7-pernyataan')
  await expect(resident.locator('.resident-statement')).toContainText(who.name)
  await hands.pressFor('Enter', () => onStep(page, 'Pengesahan'))
  await isForEverybody(page)
  await keepPicture(page, 'perekaman-8-pengesahan')
  await town.stage('/stage/operator', {})
  await hands.pressFor('Enter', () => expect(page.locator('.success')).toContainText('tersimpan dan disegel', { timeout: 60_000 }))
  await isForEverybody(page)
  await keepPicture(page, 'perekaman-disegel')
  await expect(resident.getByText('Terima kasih. Simpan surat panggilan.')).toBeVisible()
  hands.keep('capture')
  expect(hands.keys).toBeLessThanOrEqual(mostKeys)
  expect(hands.machineMs).toBeLessThanOrEqual(mostMachineMs)
  await page.keyboard.press('Enter')
  await expect(page.locator('h1')).toContainText('Meja perekaman')
  await expect(page.getByText(number)).toHaveCount(0)
  await resident.context().close()
  expect(staff.complaints).toEqual([])
  await staff.goHome()
})

test('a reload and a cut line in the middle cost nothing', async ({ browser, town }) => {
  const staff = new Staff(browser, town)
  const who = await newcomer(town)
  const number = await intake(staff, who)
  await town.line(false)
  try {
    await town.seat(who.nik)
    const page = await staff.before('counter', 'operator', '/perekaman/' + number)
    await toFingers(page)
    await page.keyboard.press('F8')
    await groupDone(page, '4 kanan')
    await page.reload()
    await onStep(page, 'Sidik jari')
    await groupDone(page, '4 kanan')
    await page.goto(town.address('counter') + '/meja')
    await expect(page.locator('.act-list tbody tr').first()).toContainText('belum selesai, langkah 4 dari 8')
    await keepPicture(page, 'meja-belum-selesai')
    await capture(staff, number, who)
    await expect(page.locator('.success')).toContainText('Menunggu pengiriman')
    await page.goto(town.address('counter') + '/pengiriman')
    await expect(page.locator('[data-unsent]')).not.toHaveText('0 isian')
    await isForEverybody(page)
    await keepPicture(page, 'pengiriman-terputus')
    const download = page.waitForEvent('download')
    await page.keyboard.press('Alt+e')
    expect((await download).suggestedFilename()).toMatch(/\.ktpel$/)
  } finally {
    await town.line(true)
  }
  const page = await staff.before('counter', 'operator', '/pengiriman')
  await page.keyboard.press('F8')
  await expect(page.locator('.empty, .success').first()).toBeVisible({ timeout: 60_000 })
  await page.goto(town.address('counter') + '/ketunggalan')
  await expect(page.locator('h1')).toContainText('Hasil ketunggalan')
  await isForEverybody(page)
  await keepPicture(page, 'ketunggalan')
  expect(staff.complaints).toEqual([])
  await staff.goHome()
})

test('a bandaged finger is left out with a word and a supervisor', async ({ browser, town }) => {
  const staff = new Staff(browser, town)
  const who: Person = { ...(await newcomer(town)), missing: [4] }
  const number = await intake(staff, who)
  await capture(staff, number, who, 'counter', async (page, step) => {
    if (step === 'Pernyataan') await expect(page.getByText('jari manis kanan (tidak ada (amputasi))')).toBeVisible()
    if (step === 'Pengesahan') await keepPicture(page, 'perekaman-8-pengecualian')
  })
  expect(staff.complaints).toEqual([])
  await staff.goHome()
})

test('an exception waits for its supervisor, who may come later', async ({ browser, town }) => {
  const staff = new Staff(browser, town)
  const who = await newcomer(town)
  const number = await intake(staff, who)
  await town.seat(who.nik, { missing: [9] })
  const page = await staff.before('counter', 'operator', '/perekaman/' + number)
  await toFingers(page)
  await page.keyboard.press('Alt+p')
  const panel = page.getByRole('dialog', { name: 'Pengecualian' })
  await page.keyboard.press('9')
  await panel.getByRole('radio', { name: 'diperban/luka' }).check()
  await isForEverybody(page)
  await keepPicture(page, 'perekaman-pengecualian')
  await page.keyboard.press('Enter')
  await photograph(page)
  const approval = page.getByRole('dialog', { name: 'Persetujuan supervisor' })
  await expect(approval).toBeVisible()
  await keepPicture(page, 'perekaman-persetujuan')
  await page.keyboard.press('Escape')
  await expect(page.getByText('Pengecualian belum disetujui supervisor.')).toBeVisible()
  await page.getByText('Minta persetujuan supervisor').click()
  await signSecond(page, town, 'Setujui', 'pelayanan')
  await expect(approval.locator('.error')).toHaveAttribute('data-code', '2409')
  await signSecond(page, town, 'Setujui')
  await expect(page.getByText('Pengecualian disetujui supervisor')).toBeVisible()
  await staff.goHome()
})

test('the other hand is refused in words', async ({ browser, town }) => {
  const staff = new Staff(browser, town)
  const who = await newcomer(town)
  const number = await intake(staff, who)
  await town.seat(who.nik)
  const page = await staff.before('counter', 'operator', '/perekaman/' + number)
  await toFingers(page)
  await page.keyboard.press('F8')
  await groupDone(page, '4 kanan')
  // Asked for the left, the resident lays the right hand on the glass once more.
  await town.seat(who.nik, { swapped: true })
  await page.keyboard.press('F8')
  await expect(page.locator('.error')).toHaveAttribute('data-code', '2554', { timeout: 60_000 })
  await isForEverybody(page)
  await keepPicture(page, 'perekaman-tangan-tertukar')
  await town.seat(who.nik)
  await page.keyboard.press('F8')
  await groupDone(page, '4 kiri')
  await staff.goHome()
})

test('a visit is planned, its data taken along, and reconciled door by door', async ({ browser, town }) => {
  const staff = new Staff(browser, town)
  const who = await newcomer(town)
  const page = await staff.before('counter', 'operator', '/kunjungan')
  await expect(page.getByText('Belum ada perintah kunjungan')).toBeVisible()
  await isForEverybody(page)
  await page.keyboard.press('Alt+n')
  await page.getByLabel('Rute').fill('Desa Uji, RT 001')
  await page.getByLabel(/^Penduduk/).fill(who.nik)
  await isForEverybody(page)
  await keepPicture(page, 'kunjungan-susun')
  await primary(page, 'Terbitkan surat tugas').click()
  await expect(page.locator('.act .about')).toContainText('Desa Uji, RT 001')
  await page.keyboard.press('Alt+j')
  await expect(page.locator('.success')).toContainText('1 orang dibawa')
  await town.line(false)
  try {
    const number = await intake(staff, who)
    await capture(staff, number, who)
    await page.goto(town.address('counter') + '/kunjungan')
    await doPrimary(page, /./)
    await expect(page.getByText('1 orang belum diberi hasil')).toBeVisible()
    await isForEverybody(page)
    await keepPicture(page, 'kunjungan')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('row').filter({ hasText: number })).toContainText('terekam')
    await primary(page, 'Cocokkan dan tutup').click()
    await page.getByRole('dialog').getByRole('button', { name: 'Cocokkan dan tutup' }).click()
    await expect(page.locator('.success')).toContainText('Kunjungan ditutup')
  } finally {
    await town.line(true)
  }
  await staff.goHome()
})

test('devices are proven before the first resident; nothing to answer is said', async ({ browser, town }) => {
  const staff = new Staff(browser, town)
  const page = await staff.before('counter', 'operator', '/perangkat')
  await expect(page.locator('table.plain tbody tr').first()).toBeVisible()
  await isForEverybody(page)
  await page.keyboard.press('F8')
  await expect(page.locator('.hint').filter({ hasText: 'Diuji' })).toBeVisible({ timeout: 60_000 })
  await keepPicture(page, 'perangkat')
  await page.goto(town.address('counter') + '/klarifikasi')
  await expect(page.getByText('Tidak ada pertanyaan dari pusat data.')).toBeVisible()
  await isForEverybody(page)
  await keepPicture(page, 'klarifikasi-kosong')
  await page.goto(town.address('counter') + '/pengambilan')
  await expect(page.getByText('Tidak ada kartu yang menunggu diambil.')).toBeVisible()
  await isForEverybody(page)
  expect(staff.complaints).toEqual([])
  await staff.goHome()
})
