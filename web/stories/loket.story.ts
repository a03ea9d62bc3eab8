// T1, T18 and the counter's part of the others: a number and a summons by keyboard alone, the queue and its display, a
// card handed over, cards that nobody fetched.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from '@playwright/test'
import { isForEverybody, keepPicture } from './look'
import { expect, logIn, test, Town } from './town'

test.use({ townOf: 'loket' })
const here = fileURLToPath(new URL('.', import.meta.url))

/** Keys and clicks of one act, as screens.md 10 counts them. */
class Hands {
  keys = 0
  private readonly began = Date.now()
  constructor(private readonly page: Page) {}
  async press(key: string) { this.keys += 1; await this.page.keyboard.press(key) }
  async type(text: string) { this.keys += text.length; await this.page.keyboard.type(text) }
  /** Beside the pictures: how many keys the act took, and how long. */
  keep(act: string, most: number) {
    const folder = join(here, '../../build/screens')
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, `${act}-keys.json`), JSON.stringify({ act, keys: this.keys, at_most: most, ms: Date.now() - this.began }) + '\n')
    expect(this.keys).toBeLessThanOrEqual(most)
  }
}

const complaintsOf = (page: Page) => {
  const said: string[] = []
  page.on('pageerror', (error) => said.push(error.message))
  return said
}
/** What an officer's browser asks of its office, without a page for it. */
const ask = <T>(page: Page, method: 'GET' | 'POST', path: string, body: object = {}) =>
  page.evaluate(async ([how, where, what]) => {
    const me = (await (await fetch('/api/me')).json()) as { csrf: string }
    const answer = await fetch(where, how === 'GET' ? {} : { method: 'POST', body: what, headers: { 'content-type': 'application/json', 'x-ktpel-csrf': me.csrf, 'idempotency-key': crypto.randomUUID() } })
    if (!answer.ok) throw new Error(`${where}: ${answer.status} ${await answer.text()}`)
    return answer.json()
  }, [method, path, JSON.stringify(body)] as const) as Promise<T>

async function takeIn(page: Page, hands: Hands, nik: string) {
  await expect(page.getByLabel('NIK atau nama')).toBeFocused()
  await hands.type(nik)
  // The first paper that is not there yet has the focus.
  await expect(page.getByRole('checkbox', { name: /Fotokopi KK/ })).toBeFocused()
  await hands.press('Space')
  await hands.press('Enter')
  await expect(page.locator('.ticket .number')).toBeVisible()
}

test('a plain intake takes at most 25 keys, by keyboard alone', async ({ page, town }) => {
  const complaints = complaintsOf(page)
  const who = await town.newcomer()
  await logIn(page, town, 'counter', 'pelayanan')
  await expect(page.locator('h1')).toHaveText(/Loket hari ini/)
  await isForEverybody(page)
  await keepPicture(page, 'loket-kosong')
  const hands = new Hands(page)
  await takeIn(page, hands, who.nik)
  hands.keep('intake', 25)
  await expect(page.locator('.ticket .number')).toHaveText(/^A-\d{3}$/)
  await expect(page.locator('.success')).toContainText('Arahkan ke ruang tunggu')
  await isForEverybody(page)
  await keepPicture(page, 'nomor-antrian')
  await page.keyboard.press('Enter')
  await expect(page.locator('.act-list tbody tr')).toContainText(who.name)
  await keepPicture(page, 'loket')
  // The same resident a second time: the number that is there is named, none is issued.
  await page.keyboard.type(who.nik)
  await expect(page.locator('.error')).toContainText('Masih ada permohonan')
  expect(complaints).toEqual([])
})

test('with a document missing nothing is issued, and what was typed is kept', async ({ page, town }) => {
  const who = await town.newcomer()
  await logIn(page, town, 'counter', 'pelayanan')
  await page.keyboard.type(who.nik)
  await expect(page.getByRole('checkbox', { name: /Fotokopi KK/ })).toBeFocused()
  await keepPicture(page, 'permohonan-baru')
  await page.keyboard.press('Enter')
  await expect(page.locator('.papers .error')).toBeFocused()
  await expect(page.locator('.papers .error')).toContainText('Berkas wajib kurang: Fotokopi KK')
  await isForEverybody(page)
  await keepPicture(page, 'permohonan-kurang')
  const before = await ask<{ items: { nik: string }[] }>(page, 'GET', '/api/applications')
  expect(before.items.some((one) => one.nik === who.nik)).toBe(false)

  // Priority with its reason; put aside, and taken up again where it was left.
  await page.getByRole('checkbox', { name: 'lansia' }).check()
  await page.keyboard.press('Alt+T')
  await expect(page.locator('.success')).toContainText('Disimpan: belum lengkap. Kurang: Fotokopi KK.')
  await page.keyboard.type(who.nik)
  await expect(page.getByRole('checkbox', { name: 'lansia' })).toBeChecked()
  await page.keyboard.press('Space')
  await page.keyboard.press('Enter')
  await expect(page.locator('.ticket .number')).toHaveText(/^P-\d{3}$/)
})

test('a NIK that is none is refused with its code', async ({ page, town }) => {
  await logIn(page, town, 'counter', 'pelayanan')
  await page.goto(town.address('counter') + '/permohonan/baru')
  await expect(page.getByLabel('NIK', { exact: true })).toBeFocused()
  await page.keyboard.type('99010145')
  await page.keyboard.press('Enter')
  await expect(page.locator('.error')).toContainText('(1001)')
  await page.goto(town.address('counter') + '/permohonan/baru?nik=9901019999999999')
  await expect(page.locator('.error')).toBeVisible()
})

test('one field finds a resident by name, by NIK and by number', async ({ page, town }) => {
  const who = await town.newcomer()
  await logIn(page, town, 'counter', 'pelayanan')
  await takeIn(page, new Hands(page), (await town.newcomer()).nik)
  await page.goto(town.address('counter') + '/loket')
  // The list behind has a row that Enter would open: in the search it searches.
  await expect(page.locator('.act-list tbody tr').first()).toBeVisible()
  await page.keyboard.press('F2')
  await page.keyboard.type(who.name)
  await page.keyboard.press('Enter')
  await expect(page.locator('.act-list tbody tr').first()).toContainText(who.name)
  await isForEverybody(page)
  await keepPicture(page, 'cari')
  await page.getByLabel(/NIK, nomor permohonan/).fill('')
  await page.getByLabel(/NIK, nomor permohonan/).focus()
  await page.keyboard.type(who.nik)
  await expect(page.locator('.act-list tbody tr')).toHaveCount(1)
  await expect(page.locator('.act-list tbody tr').first()).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/permohonan\/baru$/)
  await expect(page.locator('.act .about')).toContainText(who.name)
})

test('numbers are called to a desk, out of order with a reason, and the waiting room sees them', async ({ page, town, browser }) => {
  await logIn(page, town, 'counter', 'pelayanan')
  const labels: string[] = []
  const people = [await town.newcomer(), await town.newcomer(), await town.newcomer()]
  for (const one of people) {
    await takeIn(page, new Hands(page), one.nik)
    labels.push((await page.locator('.ticket .number').textContent()) ?? '')
    await page.keyboard.press('Enter')
  }
  const room = await browser.newPage({ viewport: { width: 1024, height: 768 } })
  const complaints = complaintsOf(room)
  await room.goto(town.address('counter') + '/layar')
  await expect(room.locator('.display .calling')).toBeVisible()
  // This browser has no Indonesian voice: the words that came with the program serve.
  const words = room.waitForResponse((answer) => answer.url().endsWith('/voice/kata_nomor.wav'))
  await room.keyboard.press('Enter')
  expect((await words).ok()).toBe(true)
  await expect(room.getByRole('button', { name: /Tekan Enter/ })).toHaveCount(0)
  await expect(room.locator('.display footer')).not.toContainText('1501')

  await page.goto(town.address('counter') + '/antrian')
  await expect(page.locator('.act-list tbody tr').first()).toBeVisible()
  await page.keyboard.press('F4')
  await expect(page.getByRole('dialog')).toContainText('Meja berapa ini?')
  await page.keyboard.press('1')
  await expect(page.locator('.call-strip')).toContainText('dipanggil ke Meja 1')
  const mine = page.locator('.now-calling [data-mine="true"] .number')
  await expect(mine).toHaveText(/^[AP]-\d{3}$/)
  const first = (await mine.textContent()) ?? ''
  await expect(room.locator('.display .called strong')).toHaveText(first)
  for (const one of people) await expect(room.locator('.display')).not.toContainText(one.name)
  await isForEverybody(page)
  await isForEverybody(room)
  await keepPicture(page, 'antrian')
  await keepPicture(room, 'layar')

  // Absent; then somebody out of order, which asks why.
  await page.keyboard.press('Alt+H')
  await expect(page.locator('.success')).toContainText('dicatat tidak hadir')
  const last = labels.at(-1) ?? ''
  await page.locator('.act-list tbody tr', { hasText: last }).focus()
  await page.keyboard.press('Enter')
  const reason = page.getByRole('dialog', { name: new RegExp(last) })
  await expect(reason).toBeVisible()
  await isForEverybody(page)
  await keepPicture(page, 'antrian-alasan')
  await page.keyboard.press('1')
  await expect(page.locator('.success')).toContainText(`${last} dipanggil ke Meja 1`)
  await expect(room.locator('.display .called strong')).toHaveText(last)
  expect(complaints).toEqual([])
  await room.close()
})

test.describe('a town with a day behind it', () => {
  test.describe.configure({ mode: 'serial' })
  let town: Town
  test.beforeAll(async () => { town = await Town.alive() })
  test.afterAll(async () => { await town.end() })
  /** The stage tells of life as it happens; the card at the counter comes last. */
  const called = async (page: Page) => {
    let line: { number: string; nik: string; name: string } | undefined
    await expect(async () => {
      line = (await ask<{ items: { number: string; nik: string; name: string }[] }>(page, 'GET', '/api/applications?state=Called')).items[0]
      expect(line).toBeDefined()
    }).toPass({ timeout: 120_000 })
    return line as { number: string; nik: string; name: string }
  }

  test('cards that nobody fetched are seen', async ({ page }) => {
    await logIn(page, town, 'counter', 'pelayanan')
    const line = await called(page)
    await page.goto(town.address('counter') + '/belum-diambil')
    await expect(page.locator('.act-list tbody tr')).toContainText(line.name)
    await expect(page.locator('.act-list tbody tr')).toContainText('menunggu')
    // Called today: nothing is due, so nothing can be sent back by mistake.
    await expect(page.locator('.actions .primary')).toBeDisabled()
    await isForEverybody(page)
    await keepPicture(page, 'belum-diambil')
    await page.keyboard.press('Alt+R')
    await expect(page.locator('.letter')).toContainText('Daftar kartu belum diambil')
  })

  test('a verified card is handed over for a signature, in at most 8 keys', async ({ page, browser }) => {
    const desk = await (await browser.newContext()).newPage()
    await logIn(desk, town, 'counter', 'operator')
    const line = await called(desk)
    const { cards } = await town.stage<{ cards: string[] }>('/stage')
    const serial = cards[0] ?? ''
    await town.stage('/stage/card', { serial })
    await town.seat(line.nik)
    await ask(desk, 'POST', `/api/applications/${line.number}/pick-up`)

    await logIn(page, town, 'counter', 'pelayanan')
    await page.goto(town.address('counter') + '/serah-terima')
    await expect(page.locator('.act-list tbody tr')).toContainText(line.name)
    await isForEverybody(page)
    await keepPicture(page, 'siap-diserahkan')
    const hands = new Hands(page)
    await hands.press('Enter')
    // The wrong card from the shelf is noticed before it leaves the counter; the scanner types, and counts as one.
    const card = page.getByLabel('Pindai nomor kartu')
    await expect(card).toBeFocused()
    await page.keyboard.type('990099999')
    await hands.press('Enter')
    await expect(page.getByRole('alert')).toHaveAttribute('data-code', '5107')
    await keepPicture(page, 'serah-terima-kartu-lain')
    await page.keyboard.type(serial)
    await hands.press('Enter')
    await expect(page.getByRole('checkbox', { name: 'Surat panggilan dilihat' })).toBeFocused()
    await expect(page.locator('.actions .primary')).toBeDisabled()
    await hands.press('Space')
    const box = await page.locator('.signature canvas').boundingBox()
    if (!box) throw new Error('no pad')
    await page.mouse.move(box.x + 60, box.y + 90)
    await page.mouse.down()
    await page.mouse.move(box.x + 180, box.y + 40, { steps: 6 })
    await page.mouse.move(box.x + 320, box.y + 130, { steps: 6 })
    await page.mouse.up()
    await isForEverybody(page)
    await keepPicture(page, 'serah-terima')
    await hands.press('Enter')
    await expect(page.locator('.success')).toContainText('Diserahkan')
    hands.keep('hand-over', 8)
    await keepPicture(page, 'diserahkan')
    // The page of the application tells the whole story.
    await page.goto(`${town.address('counter')}/permohonan/${line.number}`)
    await expect(page.locator('.timeline')).toContainText('Kartu diserahkan')
    await isForEverybody(page)
    await keepPicture(page, 'permohonan')
    await desk.context().close()
  })

  test('old cards, arrivals and call-ups tell when there is nothing', async ({ page }) => {
    await logIn(page, town, 'counter', 'pelayanan')
    for (const [path, words] of [['/ktp-lama', 'Tidak ada KTP lama tersimpan'], ['/panggilan', 'Pilih desa atau kelurahan']] as const) {
      await page.goto(town.address('counter') + path)
      await expect(page.locator('.empty')).toContainText(words)
      await isForEverybody(page)
      await keepPicture(page, path.slice(1))
    }
    await page.goto(town.address('counter') + '/kiriman')
    // A bag stays in the list when its cards were collected.
    await expect(page.locator('.act-list tbody tr', { hasText: 'diterima' }).or(page.getByText('Tidak ada kiriman menuju ke sini.')).first()).toBeVisible()
    await isForEverybody(page)
    await keepPicture(page, 'kiriman')
  })
})
