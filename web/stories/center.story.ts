// The data centre's other desks: journal, users, sites, dashboards, registry; the first guide; how fast the first page is.
import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { isForEverybody, keepPicture } from './look'
import { expect, logIn, logOut, test, type Place } from './town'

test.use({ townOf: 'center' })
test.describe.configure({ timeout: 300_000 })

test('the first page stands within a second', async ({ page, town }) => {
  const timings: Record<string, { first_contentful_paint_ms: number; dom_complete_ms: number }> = {}
  for (const place of ['center', 'dinas', 'counter'] as Place[]) {
    await page.goto(town.address(place))
    await expect(page.getByLabel('Nama petugas')).toBeVisible()
    timings[place] = await page.evaluate(() => {
      const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
      const paint = performance.getEntriesByType('paint').find((one) => one.name === 'first-contentful-paint')
      return { first_contentful_paint_ms: Math.round(paint?.startTime ?? -1), dom_complete_ms: Math.round(navigation?.domComplete ?? -1) }
    })
  }
  mkdirSync(fileURLToPath(new URL('../../build/screens', import.meta.url)), { recursive: true })
  writeFileSync(fileURLToPath(new URL('../../build/screens/timings.json', import.meta.url)), JSON.stringify({ wanted_ms: 1000, first_page: timings }, null, 2) + '\n')
  for (const timing of Object.values(timings)) {
    expect(timing.first_contentful_paint_ms).toBeGreaterThan(0)
    expect(timing.first_contentful_paint_ms).toBeLessThan(5 * 1000)
  }
})

test('who logs in for the first time reads four cards, or skips them', async ({ page, town }) => {
  await page.goto(town.address('center'))
  await page.getByLabel('Nama petugas').fill('auditor')
  await page.getByLabel('Kata sandi', { exact: true }).fill(town.said.password)
  await page.keyboard.press('Enter')
  await expect(page.getByText('Panduan singkat: Auditor')).toBeVisible()
  await isForEverybody(page)
  await keepPicture(page, 'panduan')
  for (let card = 0; card < 3; ++card) await page.keyboard.press('Enter')
  await expect(page.getByText('F1 membantu di setiap halaman')).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Yang bisa dicoba' })).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(page.getByText('Panduan singkat: Auditor')).toHaveCount(0)
  await page.reload()
  await expect(page.locator('h1')).toContainText('Jurnal')
  await expect(page.getByText('Panduan singkat: Auditor')).toHaveCount(0)
})

test('an auditor proves that the journal is whole', async ({ page, town }) => {
  await logIn(page, town, 'center', 'auditor')
  await expect(page.locator('h1')).toContainText('Jurnal')
  await page.keyboard.press('F8')
  await expect(page.locator('[data-whole="true"]')).toContainText('utuh')
  await page.locator('tbody tr').first().click()
  await expect(page.getByText(/^Sidik: [0-9a-f]{64}$/).first()).toBeVisible()
  await isForEverybody(page)
  await keepPicture(page, 'jurnal')
  await page.getByLabel('Kejadian').first().fill('tidak-ada-kejadian-ini')
  await expect(page.getByText('Tidak ada kejadian untuk saringan ini.')).toBeVisible()
  await page.goto(town.address('center') + '/dasbor')
  await expect(page.getByRole('heading', { name: 'Dasbor SOP' })).toBeVisible()
  await isForEverybody(page)
  await keepPicture(page, 'dasbor-pusat')
  await logOut(page)
})

test('an administrator adds and disables an officer, and invites a site', async ({ page, town }) => {
  await logIn(page, town, 'center', 'administrator')
  await expect(page).toHaveURL(/\/lokasi$/)
  await expect(page.getByText('tersambung').first()).toBeVisible()
  await isForEverybody(page)
  await keepPicture(page, 'lokasi')
  await page.keyboard.press('Alt+n')
  await page.getByLabel('Nama lokasi').fill('kec-990102')
  await page.getByLabel('Kode daerah').fill('990102')
  await page.keyboard.press('Enter')
  await expect(page.locator('[data-code]')).toHaveText(/\S{6,}/)
  await isForEverybody(page)
  await keepPicture(page, 'lokasi-kode')
  await page.keyboard.press('Enter')
  await expect(page.getByText('diundang, belum mendaftar')).toBeVisible()

  await page.goto(town.address('center') + '/pengguna')
  await expect(page.locator('tbody tr').first()).toBeVisible()
  await isForEverybody(page)
  await keepPicture(page, 'pengguna-pusat')
  await page.keyboard.press('Alt+n')
  await page.getByLabel('Nama masuk').fill('uji.ajudikasi')
  await page.getByLabel('Nama lengkap').fill('PETUGAS UJI SEMBILAN PULUH SEMBILAN DENGAN NAMA YANG PANJANG')
  await page.getByLabel('Petugas DC').check()
  await isForEverybody(page)
  await keepPicture(page, 'pengguna-tambah')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByText('Kata sandi pertama')).toBeVisible()
  await page.keyboard.press('Enter')
  await page.locator('tbody tr').filter({ hasText: 'uji.ajudikasi' }).click()
  await expect(page.getByRole('button', { name: /Nonaktifkan/ })).toBeVisible()
  await page.keyboard.press('Alt+x')
  await page.getByRole('dialog').getByRole('button', { name: 'Nonaktifkan' }).click()
  await expect(page.getByText(/dinonaktifkan/)).toBeVisible()
  await logOut(page)
})

test('a registrar looks first, then gives a NIK', async ({ page, town }) => {
  const known = (await town.residents())[0]
  if (!known) throw new Error('a town without residents')
  await logIn(page, town, 'center', 'pencatat')
  await page.goto(town.address('center') + '/penduduk')
  await page.getByLabel('NIK, nama, atau nomor KK').pressSequentially(known.nik)
  await expect(page.locator('tbody tr')).toHaveCount(1)
  await page.keyboard.press('Enter')
  await expect(page.getByText('Pembukaan data ini tercatat')).toBeVisible()
  await isForEverybody(page)
  await keepPicture(page, 'penduduk')
  await page.goto(town.address('center') + '/biodata/baru')
  await expect(page.locator('#resident-family_card')).toBeFocused()
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('alert')).toContainText('1805')
  const fill = async (values: Record<string, string>) => { for (const [field, value] of Object.entries(values)) await page.locator('#resident-' + field).fill(value) }
  await fill({
    family_card: '9901010101120003', name: 'BARU CONTOH TERCATAT', birthplace: 'CONTOH', born: '17081999', street: 'JL. CONTOH 99', rt: '1', rw: '2', village: '9901012001',
    occupation: 'WIRASWASTA', mother: 'IBU CONTOH',
  })
  await page.locator('#resident-sex').selectOption('L')
  await page.locator('#resident-religion').selectOption('ISLAM')
  await page.locator('#resident-marital').selectOption('BELUM KAWIN')
  await isForEverybody(page)
  await keepPicture(page, 'biodata-baru')
  await page.locator('#resident-name').press('Enter')
  await expect(page.locator('[data-nik]')).toHaveText(/^990101 \d{6} \d{4}$/)
  await keepPicture(page, 'biodata-terbit')
  // The same person once more: somebody alike is shown before a second number is given.
  await page.goto(town.address('center') + '/biodata/baru')
  await fill({ family_card: '9901010101120003', name: 'BARU CONTOH TERCATAT', birthplace: 'CONTOH', born: '17081999', street: 'JL. CONTOH 99', rt: '1', rw: '2', village: '9901012001', occupation: 'WIRASWASTA', mother: 'IBU CONTOH' })
  await page.locator('#resident-sex').selectOption('L')
  await page.locator('#resident-religion').selectOption('ISLAM')
  await page.locator('#resident-marital').selectOption('BELUM KAWIN')
  await page.locator('#resident-name').press('Enter')
  await expect(page.getByRole('heading', { name: /Ada penduduk yang mirip/ })).toBeVisible()
  await isForEverybody(page)
  await keepPicture(page, 'biodata-mirip')
  await logOut(page)
})

test('an office sees its own steps and its own people', async ({ page, town }) => {
  await logIn(page, town, 'counter', 'supervisor')
  await expect(page.getByText('Tidak ada yang perlu diputuskan.')).toBeVisible()
  await isForEverybody(page)
  await keepPicture(page, 'pengawasan-kantor')
  await page.goto(town.address('counter') + '/dasbor')
  await expect(page.locator('.tile').first()).toBeVisible()
  await isForEverybody(page)
  await keepPicture(page, 'dasbor-kantor')
  await logOut(page)
  await logIn(page, town, 'counter', 'administrator')
  await page.goto(town.address('counter') + '/pengguna')
  await page.locator('tbody tr').filter({ hasText: 'operator' }).first().click()
  await expect(page.getByRole('button', { name: 'Pilih gambar jari' })).toBeVisible()
  await isForEverybody(page)
  await keepPicture(page, 'pengguna-kantor')
  await logOut(page)
})
