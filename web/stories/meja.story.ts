// T3, T4 and T18 at the operator's desk, and what a desk's day brings besides: a call taken back, a recording put aside
// and thrown away by two, ink from the resident's own screen, a thumb print before a witness, the stamp on the letter.
import type { Page } from '@playwright/test'
import { capture, doPrimary, intake, photograph, primary, sign, signSecond, Staff, success, type Person } from './acts'
import { isForEverybody, keepPicture } from './look'
import { expect, test, type Town } from './town'

test.use({ townOf: 'meja' })

const newcomer = async (town: Town): Promise<Person> => {
  const { nik, name } = await town.newcomer()
  return { nik, name }
}
const onStep = (page: Page, name: string) => expect(page.locator('.frame h2')).toContainText(name, { timeout: 60_000 })
const error = (page: Page, code: string) => expect(page.locator('.main .error')).toHaveAttribute('data-code', code, { timeout: 60_000 })
const groupDone = (page: Page, name: string) => expect(page.locator('.group').filter({ hasText: name })).toContainText('●', { timeout: 60_000 })
const ready = (page: Page) => expect(page.locator('.actions [data-loading="true"]')).toHaveCount(0, { timeout: 60_000 })
async function toSignature(page: Page) {
  await doPrimary(page, 'Data sesuai')
  await onStep(page, 'Foto')
  await page.keyboard.press('F8')
  await doPrimary(page, 'Pakai foto ini')
  await onStep(page, 'Tanda tangan')
}
async function toFingers(page: Page) {
  await toSignature(page)
  await sign(page, 'Kotak tanda tangan penduduk')
  await doPrimary(page, 'Terima tanda tangan')
  await onStep(page, 'Sidik jari')
}
/** The application sits before the operator, at its fingers. */
async function seated(staff: Staff, who: Person, more: object = {}): Promise<{ page: Page; number: string }> {
  const number = await intake(staff, who)
  await staff.town.seat(who.nik, more)
  return { page: await staff.before('counter', 'operator', '/perekaman/' + number), number }
}

/** Somebody old, who goes before those who wait longer. */
async function intakeOfElder(staff: Staff, who: Person) {
  const page = await staff.before('counter', 'pelayanan', '/permohonan/baru')
  await page.getByLabel('NIK', { exact: true }).fill(who.nik)
  await expect(page.locator('.act .about')).toContainText(who.name)
  await page.getByRole('checkbox', { name: 'lansia' }).check()
  await page.getByRole('checkbox', { name: /Fotokopi KK/ }).check()
  await doPrimary(page, 'Terbitkan nomor & surat')
  await expect(page.locator('.ticket .number')).toHaveText(/^P-\d{3}$/)
}

test('T18: priority first, taken back, called thrice and absent, out of order with a reason that the journal keeps', async ({ browser, town }) => {
  const staff = new Staff(browser, town)
  const first = await newcomer(town), second = await newcomer(town), elder = await newcomer(town)
  for (const one of [first, second]) await intake(staff, one)
  await intakeOfElder(staff, elder)
  const page = await staff.before('counter', 'operator', '/meja')
  const rows = page.locator('.act-list tbody tr')
  await expect(rows).toHaveCount(3)
  await expect(rows.first()).toContainText(elder.name)
  // Taken back: the number has its place again, and nobody was called.
  await page.keyboard.press('F4')
  await expect(rows.filter({ hasText: elder.name })).toContainText('dipanggil 1')
  await expect(page.getByRole('button', { name: /Batalkan \(\d+\)/ })).toBeVisible()
  await isForEverybody(page)
  await keepPicture(page, 'meja-batalkan')
  await page.keyboard.press('Alt+z')
  await expect(page.getByText(/Panggilan P-\d{3} dibatalkan/)).toBeVisible()
  await expect(page.getByRole('button', { name: /Batalkan/ })).toHaveCount(0)
  await expect(rows.first()).toContainText(elder.name)
  await expect(rows.first()).not.toContainText('dipanggil')
  // Three times nobody comes: behind all others.
  for (let times = 1; times <= 3; ++times) {
    await page.keyboard.press('F4')
    await expect(rows.filter({ hasText: elder.name })).toContainText('dipanggil ' + times)
    await page.keyboard.press('Alt+h')
    await expect(page.getByText('dicatat tidak hadir')).toBeVisible()
    await expect(rows.filter({ hasText: elder.name })).not.toContainText('dipanggil')
  }
  await expect(rows.first()).toContainText(first.name)
  await expect(rows.last()).toContainText(elder.name)
  // A call that is older than ten seconds stays, and says so.
  await page.keyboard.press('F4')
  await expect(rows.filter({ hasText: first.name })).toContainText('dipanggil 1')
  await expect(page.getByText('Sudah lebih dari 10 detik')).toBeVisible({ timeout: 20_000 })
  await expect(page.getByRole('button', { name: /Batalkan/ })).toHaveCount(0)

  // Out of order, with the reason.
  await page.goto(town.address('counter') + '/antrian')
  const waiting = page.locator('.act-list tbody tr')
  await expect(waiting).toHaveCount(2)
  await page.keyboard.press('Alt+j')
  await expect(page.getByRole('dialog')).toContainText('Meja berapa ini?')
  await page.keyboard.press('2')
  await expect(page.locator('.act .about')).toContainText('Meja 2')
  await waiting.filter({ hasText: elder.name }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog', { name: /di luar urutan/ })).toBeVisible()
  await page.keyboard.press('4')
  await expect(page.locator('.success')).toContainText('dipanggil ke Meja 2')
  await keepPicture(page, 'antrian-batalkan')
  const auditor = await staff.before('center', 'auditor', '/jurnal')
  await auditor.getByLabel('Lokasi').fill('kec-990101')
  await auditor.getByLabel('Kejadian').first().fill('called-out-of-order')
  const entry = auditor.locator('.act-list tbody tr')
  await expect.poll(async () => { await auditor.getByLabel('Lokasi').focus(); await auditor.keyboard.press('Enter'); await ready(auditor); return entry.count() }, { timeout: 90_000, intervals: [2000] }).toBe(1)
  await entry.first().click()
  await expect(auditor.locator('pre')).toContainText('dipanggil tidak hadir')
  expect(staff.complaints).toEqual([])
  await staff.goHome()
})

test('T3: a bandaged hand is photographed and approved at the same desk', async ({ browser, town }) => {
  const staff = new Staff(browser, town)
  const who: Person = { ...(await newcomer(town)), missing: [4], why: 'diperban/luka' }
  const number = await intake(staff, who)
  await capture(staff, number, who, 'counter', async (page, step) => {
    if (step === 'Persetujuan') {
      await expect(page.getByRole('dialog').getByRole('img', { name: 'tangan kanan' })).toBeVisible()
      await isForEverybody(page)
      await keepPicture(page, 'perekaman-persetujuan-foto')
    }
    if (step === 'Pernyataan') await expect(page.getByText('jari manis kanan (diperban/luka)')).toBeVisible()
    if (step === 'Pengesahan') {
      await expect(page.locator('.thumbs img[data-part="proof-right-hand"]')).toBeVisible()
      await keepPicture(page, 'perekaman-8-foto-bukti')
    }
    if (step === 'Disegel') {
      // 1i, at the same desk: one key.
      await page.keyboard.press('Alt+c')
      await expect(page.getByText(/Surat ditandatangani dan dicap \d\d\.\d\d/)).toBeVisible()
      await isForEverybody(page)
      await keepPicture(page, 'perekaman-dicap')
    }
  })
  const page = await staff.before('counter', 'pelayanan', '/permohonan/' + number)
  await expect(page.locator('.timeline')).toContainText('Surat ditandatangani dan dicap')
  await page.goto(town.address('counter') + '/loket')
  await expect(page.locator('.act-list, .empty').first()).toBeVisible()
  await expect(page.locator('.act-list tbody tr').filter({ hasText: who.name })).toHaveCount(0)
  expect(staff.complaints).toEqual([])
  await staff.goHome()
})

test('T3: without any finger two supervisors agree, one of them at his own screen', async ({ browser, town }) => {
  const staff = new Staff(browser, town)
  const administrator = await staff.at('counter', 'administrator')
  await administrator.evaluate(async (password) => {
    const me = (await (await fetch('/api/me')).json()) as { csrf: string }
    const answer = await fetch('/api/officers', { method: 'POST', body: JSON.stringify({ name: 'wakil', full_name: 'Wakil Contoh', nip: '', roles: ['supervisor'], password }), headers: { 'content-type': 'application/json', 'x-ktpel-csrf': me.csrf, 'idempotency-key': crypto.randomUUID() } })
    if (!answer.ok) throw new Error(await answer.text())
  }, town.said.password)
  const who = await newcomer(town)
  const { page } = await seated(staff, who, { missing: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] })
  await toFingers(page)
  await page.keyboard.press('Alt+p')
  for (const digit of '1234567890') await page.keyboard.press(digit)
  await page.getByRole('dialog', { name: 'Pengecualian' }).getByRole('radio', { name: 'tidak ada (amputasi)' }).check()
  await page.keyboard.press('Enter')
  await photograph(page)
  await signSecond(page, town, 'Setujui')
  await expect(page.getByRole('dialog')).toContainText('perlu supervisor kedua')
  await isForEverybody(page)
  await keepPicture(page, 'perekaman-supervisor-kedua')
  await page.keyboard.press('Escape')
  // The second one sees it among his decisions, with both hands.
  const other = await staff.before('counter', 'wakil', '/pengawasan')
  await other.getByRole('row').filter({ hasText: who.name }).focus()
  await other.keyboard.press('Enter')
  await expect(other.locator('h1')).toContainText('Perekaman berjalan')
  await other.getByRole('row').filter({ hasText: who.name }).focus()
  await isForEverybody(other)
  await keepPicture(other, 'rekaman-berjalan')
  await doPrimary(other, 'Setujui pengecualian')
  await expect(other.getByRole('dialog').getByRole('img', { name: 'tangan kiri' })).toBeVisible()
  await isForEverybody(other)
  await keepPicture(other, 'rekaman-berjalan-setujui')
  await other.getByRole('dialog').getByRole('button', { name: 'Setujui pengecualian' }).click()
  await success(other, 'disetujui')
  await page.reload()
  await onStep(page, 'Iris')
  await expect(page.getByText('Pengecualian disetujui supervisor, wakil')).toBeVisible()
  expect(staff.complaints).toEqual([])
  await staff.goHome()
})

test('T4: the wrong hand, a finger too few and the operator\'s own are each refused in their words', async ({ browser, town }) => {
  const staff = new Staff(browser, town)
  const who = await newcomer(town)
  const { page } = await seated(staff, who)
  await toFingers(page)
  const press = async () => { await ready(page); await page.keyboard.press('F8') }
  // Three fingers for four.
  await town.seat(who.nik, { missing: [4] })
  await press()
  await expect(page.locator('.capture-hint[data-reason="finger_missing"]')).toContainText('Baru 3 dari 4 jari')
  await keepPicture(page, 'perekaman-tiga-jari')
  // The operator's own finger, for a resident who cannot hold still.
  await town.seat(who.nik, { as: 'operator' })
  await press()
  await error(page, '2404')
  await expect(page.locator('.main .error')).toContainText('Ini jari petugas')
  await keepPicture(page, 'perekaman-jari-petugas')
  // The left hand given as the right: nothing tells yet, until the left is asked for.
  await town.seat(who.nik, { swapped: true })
  for (let n = 0; n < 3 && !(await page.locator('.group').filter({ hasText: '4 kanan' }).textContent())?.includes('●'); ++n) {
    await press()
    await ready(page)
  }
  await groupDone(page, '4 kanan')
  await town.seat(who.nik)
  if (!(await page.locator('.group').filter({ hasText: '4 kiri' }).getAttribute('aria-pressed'))?.includes('true')) await page.locator('.group').filter({ hasText: '4 kiri' }).click()
  await press()
  await error(page, '2554')
  await isForEverybody(page)
  // The right hand is recorded again: nothing of the other is kept beside it.
  await page.locator('.group').filter({ hasText: '4 kanan' }).click()
  await press()
  await ready(page)
  await expect(page.locator('.main .error')).toHaveCount(0)
  await page.locator('.group').filter({ hasText: '4 kiri' }).click()
  await press()
  await groupDone(page, '4 kiri')
  expect(staff.complaints).toEqual([])
  await staff.goHome()
})

test('a recording is put aside with a reason, gone on with, and thrown away by two', async ({ browser, town }) => {
  const staff = new Staff(browser, town)
  const who = await newcomer(town)
  await intake(staff, await newcomer(town))
  const { page } = await seated(staff, who)
  await toFingers(page)
  await page.keyboard.press('Alt+t')
  await expect(page.getByRole('dialog', { name: /Tunda perekaman/ })).toBeVisible()
  await isForEverybody(page)
  await keepPicture(page, 'perekaman-tunda')
  await page.keyboard.press('1')
  await expect(page.locator('h1')).toContainText('Meja perekaman')
  const row = page.locator('.act-list tbody tr').filter({ hasText: who.name })
  await expect(row).toContainText('ditunda: alat rusak, langkah 4 dari 8')
  await row.focus()
  await isForEverybody(page)
  await keepPicture(page, 'meja-ditunda')
  await page.keyboard.press('Enter')
  await onStep(page, 'Sidik jari')
  await page.keyboard.press('Escape')
  await onStep(page, 'Tanda tangan')
  await page.goto(town.address('counter') + '/meja')
  await expect(row).toContainText('belum selesai, langkah 4 dari 8')
  // A call runs besides: everything that may be done now has room in one row.
  await page.keyboard.press('F4')
  await expect(page.getByText(/dipanggil ke Meja 1\. Enter memulai/)).toBeVisible()
  await row.focus()
  await expect(page.locator('.actions button')).toHaveText([/Panggil berikutnya/, /Panggil lagi/, /Tidak hadir/, /Buang rekaman/, /Lanjutkan/])
  const rowsOfButtons = () => page.locator('.actions button').evaluateAll((all) => new Set(all.map((one) => Math.round(one.getBoundingClientRect().top + one.clientHeight / 2))).size)
  expect(await rowsOfButtons()).toBe(1)
  await keepPicture(page, 'meja-semua-tindakan')
  await page.keyboard.press('Alt+x')
  const panel = page.getByRole('dialog', { name: /Buang rekaman/ })
  await panel.getByLabel('Alasan membuang').fill('orang lain yang duduk')
  await signSecond(page, town, 'Buang rekaman', 'pelayanan')
  await expect(panel.locator('.error')).toHaveAttribute('data-code', '2409')
  await isForEverybody(page)
  await keepPicture(page, 'meja-buang')
  await signSecond(page, town, 'Buang rekaman')
  await expect(page.getByText('dibuang. Dicatat di jurnal.')).toBeVisible()
  await expect(row).not.toContainText('belum selesai')
  expect(staff.complaints).toEqual([])
  await staff.goHome()
})

test('the resident writes on the own screen, and the operator takes it', async ({ browser, town }) => {
  const staff = new Staff(browser, town)
  const who = await newcomer(town)
  const { page } = await seated(staff, who)
  const resident = await (await browser.newContext({ viewport: { width: 1024, height: 768 }, locale: 'id-ID' })).newPage()
  await resident.goto(town.address('counter') + '/warga')
  await toSignature(page)
  const pad = resident.locator('.resident-pad .signature')
  await expect(pad).toBeVisible()
  await sign(resident, 'Tanda tangan di dalam kotak.')
  const here = page.locator('.frame .signature')
  await expect(here).toHaveAttribute('data-strokes', '3')
  await isForEverybody(resident)
  await keepPicture(resident, 'warga-tanda-tangan')
  await keepPicture(page, 'perekaman-3-dari-warga')
  // Loaded again, it is still there; wiped by either, it is gone on both.
  await resident.reload()
  await expect(pad).toHaveAttribute('data-strokes', '3')
  await here.getByRole('button', { name: 'Hapus' }).click()
  await expect(pad).toHaveAttribute('data-strokes', '0')
  await sign(resident, 'Tanda tangan di dalam kotak.')
  await expect(here).toHaveAttribute('data-strokes', '3')
  await pad.getByRole('button', { name: 'Hapus' }).click()
  await expect(here).toHaveAttribute('data-strokes', '0')
  await sign(resident, 'Tanda tangan di dalam kotak.')
  await expect(here).toHaveAttribute('data-strokes', '3')
  await doPrimary(page, 'Terima tanda tangan')
  await onStep(page, 'Sidik jari')
  await resident.context().close()
  expect(staff.complaints).toEqual([])
  await staff.goHome()
})

test('who cannot write gives a thumb print before a witness', async ({ browser, town }) => {
  const staff = new Staff(browser, town)
  const who = await newcomer(town)
  const { page } = await seated(staff, who)
  await toSignature(page)
  await page.keyboard.press('Alt+p')
  await page.getByRole('dialog', { name: 'Pengecualian' }).getByRole('radio', { name: 'tidak dapat menulis' }).check()
  await page.keyboard.press('Enter')
  await signSecond(page, town, 'Setujui')
  await expect(page.getByText('Pengecualian disetujui supervisor')).toBeVisible()
  await page.keyboard.press('F8')
  await expect(page.locator('.frame img.ink')).toBeVisible({ timeout: 30_000 })
  await keepPicture(page, 'perekaman-3-cap-jempol')
  await doPrimary(page, 'Lanjut')
  await onStep(page, 'Sidik jari')
  await ready(page)
  const number = new URL(page.url()).pathname.split('/').at(-1) ?? ''
  await capture(staff, number, who, 'counter', async (seen, step) => {
    if (step !== 'Pernyataan') return
    await seen.getByLabel('Nama saksi').fill('SAKSI CONTOH')
    await expect(primary(seen, 'Terima pernyataan')).toBeDisabled()
    await seen.getByLabel('NIK atau nomor identitas saksi').fill('9901010101800001')
    await seen.getByLabel(/^Hubungan/).fill('anak')
    await seen.locator('h1').focus()
    await isForEverybody(seen)
    await keepPicture(seen, 'perekaman-7-saksi')
  })
  // 1i at the counter: its list says whose letter is still to be stamped.
  const counter = await staff.before('counter', 'pelayanan', '/loket')
  const row = counter.locator('.act-list tbody tr').filter({ hasText: who.name })
  await expect(row).toContainText('cap surat')
  await keepPicture(counter, 'loket-cap-surat')
  await row.focus()
  await counter.keyboard.press('Enter')
  await expect(counter.getByText('belum ditandatangani dan dicap')).toBeVisible()
  await isForEverybody(counter)
  await doPrimary(counter, 'Sudah ditandatangani dan dicap')
  await success(counter, 'Cap surat selesai')
  await keepPicture(counter, 'permohonan-dicap')
  await expect(counter.locator('.timeline')).toContainText('Surat ditandatangani dan dicap')
  await counter.goto(town.address('counter') + '/loket')
  await expect(counter.locator('.act-list').or(counter.locator('.empty')).first()).toBeVisible()
  await expect(row).toHaveCount(0)
  expect(staff.complaints).toEqual([])
  await staff.goHome()
})
