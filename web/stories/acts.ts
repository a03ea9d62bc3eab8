// The acts of the SOP as officers do them: at their screens, by keyboard, with the resident and the card on the stage.
// Buttons are found by the words that an officer reads.
import { expect, type Browser, type BrowserContext, type Page } from '@playwright/test'
import { logIn, opened, roles, type Place, type Town } from './town'

/** A resident before the desk, and whose fingers lie on the glass. */
export interface Person {
  nik: string
  name: string
  /** Positions of fingers that are not there. */
  missing?: number[]
  /** Why, as the panel of exceptions words it; without it they were amputated. */
  why?: string
  /** NIK of somebody else whose body this is: who comes a second time under another name. */
  body?: string
}

/** A look at the page in the middle of an act: which state it shows. */
export type Looks = (page: Page, state: string) => Promise<void>
/** Looks for each act of several, by the act's name. */
export type Seen = (act: string) => Looks

/** The officers of a town, each before a browser of his own, logged in once. */
export class Staff {
  private readonly seats = new Map<string, Page>()
  private readonly contexts: BrowserContext[] = []
  /** What browsers said that they should not have to say. */
  readonly complaints: string[] = []
  constructor(private readonly browser: Browser, readonly town: Town, private readonly viewport = { width: 1024, height: 768 }) {}

  async at(place: Place, account: string): Promise<Page> {
    const known = this.seats.get(place + '/' + account)
    if (known) return known
    // The evidence viewer is built for a large screen.
    const viewport = place === 'center' ? { width: 1440, height: 900 } : this.viewport
    const context = await this.browser.newContext({ viewport, locale: 'id-ID', ignoreHTTPSErrors: true })
    this.contexts.push(context)
    // Who has worked here before has read the cards for beginners.
    await context.addInitScript((guided) => {
      if (!localStorage.getItem('ktpel.preferences')) localStorage.setItem('ktpel.preferences', JSON.stringify({ guided }))
    }, roles)
    const page = await context.newPage()
    page.on('pageerror', (error) => this.complaints.push(`${place}/${account}: ${error.message}`))
    await logIn(page, this.town, place, account)
    this.seats.set(place + '/' + account, page)
    return page
  }
  /** The officer's screen, at an address of his menu. */
  async before(place: Place, account: string, path: string): Promise<Page> {
    const page = await this.at(place, account)
    // The same address again would be a reload, which keeps whom the page was about.
    await page.evaluate(() => history.replaceState(null, ''))
    await page.goto(this.town.address(place) + path)
    // A desk that was left alone for five minutes has locked itself.
    const name = page.getByLabel('Nama petugas')
    await expect(page.locator('.page h1').or(name).first()).toBeVisible()
    if (await name.isVisible()) {
      await name.fill(account)
      await page.getByLabel('Kata sandi', { exact: true }).fill(this.town.said.password)
      await page.keyboard.press('Enter')
    }
    await opened(page)
    return page
  }
  async goHome() { for (const context of this.contexts) await context.close() }
}

const applicationNumber = /(?:kec|dinas)-\d+-\d{4}-\d{6}/
export const primary = (page: Page, words: string | RegExp) => page.locator('.actions .primary').filter({ hasText: words })
/** The one big action, as soon as it may be done: Enter. */
export async function doPrimary(page: Page, words: string | RegExp) {
  const button = primary(page, words)
  await expect(button).toBeEnabled()
  await expect(button).not.toHaveAttribute('data-loading', 'true')
  // From a field or the heading: a focused button would be pressed itself, a long text takes the key for a new line.
  const long = await page.evaluate(() => {
    const at = document.activeElement
    if (at instanceof HTMLButtonElement || at instanceof HTMLAnchorElement) at.blur()
    return at instanceof HTMLTextAreaElement
  })
  await page.keyboard.press(long ? 'Control+Enter' : 'Enter')
}
/** What an act came to, in its green band. */
export const success = (page: Page, words: string | RegExp) => expect(page.locator('.success').filter({ hasText: words })).toBeVisible({ timeout: 60_000 })

/** A name as a hand writes it. */
export async function sign(page: Page, pad: string) {
  const area = page.getByRole('img', { name: pad })
  await area.scrollIntoViewIfNeeded()
  const box = await area.boundingBox()
  if (!box) throw new Error('no pad to sign on: ' + pad)
  for (let stroke = 0; stroke < 3; ++stroke) {
    const x = box.x + box.width * (0.15 + 0.24 * stroke), y = box.y + box.height * 0.6
    await page.mouse.move(x, y)
    await page.mouse.down()
    for (let i = 1; i <= 8; ++i) await page.mouse.move(x + i * box.width * 0.025, y + Math.sin(i + stroke) * box.height * 0.25)
    await page.mouse.up()
  }
}

/** The second person's name and password at the first one's desk. */
export async function signSecond(page: Page, town: Town, verb: string, name = 'supervisor') {
  const panel = page.getByRole('dialog')
  await panel.getByLabel('Nama petugas kedua').fill(name)
  await panel.getByLabel('Kata sandi', { exact: true }).fill(town.said.password)
  await expect(panel.getByRole('button', { name: verb })).toBeEnabled()
  await page.keyboard.press('Enter')
}
async function confirm(page: Page, verb: string) {
  const button = page.getByRole('dialog').getByRole('button', { name: verb })
  await expect(button).toBeVisible()
  await button.focus()
  await page.keyboard.press('Enter')
}

// ---- I.1 ----

/** A paper on the counter: its name, and what is written down of it, by the field's words. */
export interface Paper { name: string; fields?: Record<string, string> }
export interface Asked { kind?: string; papers?: Paper[]; place?: Place }
const familyCard: Paper = { name: 'Fotokopi KK' }

/** I.1. Gives the application's number. */
export async function intake(staff: Staff, who: Person, { kind, papers = [familyCard], place = 'counter' }: Asked = {}): Promise<string> {
  const page = await staff.before(place, 'pelayanan', '/permohonan/baru')
  await page.getByLabel('NIK', { exact: true }).fill(who.nik)
  await expect(page.locator('.act .about')).toContainText(who.name)
  if (kind) await page.getByRole('group', { name: 'Jenis' }).getByText(kind, { exact: false }).click()
  for (const paper of papers) {
    const line = page.locator('.paper').filter({ hasText: paper.name })
    const tick = line.getByRole('checkbox')
    if (!(await tick.isChecked())) {
      await tick.focus()
      await page.keyboard.press('Space')
    }
    for (const [field, value] of Object.entries(paper.fields ?? {})) await line.getByLabel(field, { exact: true }).fill(value)
  }
  await doPrimary(page, 'Terbitkan nomor & surat')
  await success(page, 'terbit')
  const number = applicationNumber.exec((await page.locator('.main').textContent()) ?? '')?.[0]
  if (!number) throw new Error('no number of an application on the page')
  return number
}

/** An attempt that the office refuses, with this code. */
export async function refusedAtIntake(staff: Staff, nik: string, code: string, place: Place = 'counter') {
  const page = await staff.before(place, 'pelayanan', '/permohonan/baru')
  await page.getByLabel('NIK', { exact: true }).fill(nik)
  await expect(page.locator(`.error[data-code='${code}']`)).toBeVisible()
}

/** 7g: at the Dinas. */
export async function intakeOfForeigner(staff: Staff, who: Person, until: string): Promise<string> {
  const page = await staff.before('dinas', 'pelayanan', '/orang-asing')
  await page.getByLabel('NIK', { exact: true }).fill(who.nik)
  await expect(page.getByText(who.name)).toBeVisible()
  await page.getByLabel('Nomor paspor').fill('X0000099')
  await page.getByLabel('Diterbitkan oleh').fill('Negara Contoh')
  await page.getByLabel('Paspor berlaku s.d. (HHBBTTTT)').fill(until)
  await page.getByLabel('Nomor KITAP').fill('2C21JE0099')
  await page.getByLabel('Kantor imigrasi').fill('Kanim Contoh')
  await page.getByLabel('KITAP berlaku s.d. (HHBBTTTT)').fill(until)
  await expect(page.getByText('mengikuti KITAP')).toBeVisible()
  await doPrimary(page, 'Terbitkan nomor & formulir')
  await success(page, 'terbit')
  const number = applicationNumber.exec((await page.locator('.success').textContent()) ?? '')?.[0]
  if (!number) throw new Error('no number of an application on the page')
  return number
}

/** P1: Pencatatan Biodata at the centre. Gives the NIK. */
export async function registerResident(staff: Staff, fields: Record<string, string>, choices: Record<string, string>): Promise<string> {
  const page = await staff.before('center', 'pencatat', '/biodata/baru')
  for (const [label, value] of Object.entries(fields)) await page.getByLabel(new RegExp(`^${label}\\b`)).first().fill(value)
  for (const [label, value] of Object.entries(choices)) await page.getByLabel(new RegExp(`^${label}\\b`)).first().selectOption({ label: value })
  await doPrimary(page, 'Terbitkan NIK')
  const issued = page.locator('.success'), alike = page.getByLabel('Mengapa ini orang lain')
  await expect(issued.or(alike)).toBeVisible()
  if (await alike.isVisible()) {
    // Each of those who resemble is looked at before another NIK is issued.
    for (let i = 0; i < 10 && (await page.getByRole('button', { name: 'Orang berikutnya' }).isVisible()); ++i) await page.keyboard.press('Alt+j')
    await alike.fill('diperiksa satu per satu: orang lain')
    await primary(page, 'Orang lain, terbitkan NIK').click()
  }
  await success(page, 'terbit')
  const nik = await page.locator('[data-nik]').getAttribute('data-nik')
  if (!nik) throw new Error('no NIK was issued')
  return nik
}

// ---- I.2 ----

const seat = (town: Town, who: Person) => town.seat(who.nik, { ...(who.missing ? { missing: who.missing } : {}), ...(who.body ? { as: who.body } : {}) })
const stepOf = async (page: Page) => ((await page.locator('.frame h2').textContent()) ?? '').replace(/^\d+\.\s*/, '')
const quiet = (page: Page) => expect(page.locator('.actions [data-loading="true"]')).toHaveCount(0, { timeout: 60_000 })
const mostPresses = 40

/** I.2 or, where the old recording serves, one finger instead of it: step by step until it is sealed. */
export async function capture(staff: Staff, number: string, who: Person, place: Place = 'counter', seen?: Looks) {
  const { town } = staff
  await seat(town, who)
  const page = await staff.before(place, 'operator', '/perekaman/' + number)
  const sealed = page.locator('.success').filter({ hasText: 'tersimpan dan disegel' })
  const shown = new Set<string>()
  let excepted = !who.missing?.length
  for (let press = 0; press < mostPresses; ++press) {
    await expect(page.locator('.frame h2').or(sealed)).toBeVisible()
    if (await sealed.isVisible()) break
    const step = await stepOf(page)
    // A recording that was broken off: one finger first.
    if (step !== 'Biodata' && (await page.getByText('Pastikan orangnya sama').isVisible())) {
      await seat(town, who)
      await page.keyboard.press('F8')
      await quiet(page)
      await page.waitForTimeout(300)
      continue
    }
    if (!shown.has(step)) {
      shown.add(step)
      await seen?.(page, step)
    }
    if (step === 'Biodata') await doPrimary(page, 'Data sesuai')
    else if (step === 'Foto') {
      if (!(await primary(page, 'Pakai foto ini').isVisible())) await page.keyboard.press('F8')
      await doPrimary(page, 'Pakai foto ini')
    } else if (step === 'Tanda tangan') {
      await sign(page, 'Kotak tanda tangan penduduk')
      await doPrimary(page, 'Terima tanda tangan')
    } else if (step === 'Sidik jari' && !excepted) {
      await except(page, town, who.missing ?? [], who.why, seen)
      excepted = true
      continue
    } else if (step === 'Sidik jari' || step === 'Iris' || step === 'Verifikasi') {
      // Another press each time, as of a living hand.
      await seat(town, who)
      const before = (await page.locator('.frame').textContent()) ?? ''
      if (await primary(page, /^\S*\s*Lanjut/).isVisible()) await doPrimary(page, 'Lanjut')
      else await page.keyboard.press('F8')
      await expect.poll(async () => (await sealed.isVisible()) || ((await page.locator('.frame').textContent()) ?? '') !== before || (await page.locator('.actions [data-loading="true"]').count()) > 0).toBe(true)
      await quiet(page)
      await page.waitForTimeout(800) // the next step opens by itself after 0.6 s
      continue
    } else if (step === 'Pernyataan') {
      const read = page.getByRole('checkbox', { name: 'Sudah dibacakan' })
      if (!(await read.isChecked())) await page.keyboard.press('Space')
      // Who cannot write has given a mark at the signature already.
      if (await page.getByRole('img', { name: 'Kotak tanda tangan di bawah pernyataan' }).isVisible()) await sign(page, 'Kotak tanda tangan di bawah pernyataan')
      await doPrimary(page, 'Terima pernyataan')
    } else if (step === 'Pengesahan') {
      await town.stage('/stage/operator', {})
      await doPrimary(page, /Simpan dan kirim|Kirim untuk dicocokkan/)
      await expect(sealed).toBeVisible({ timeout: 60_000 })
      continue
    } else throw new Error('a step that no officer knows: ' + step)
    await expect.poll(async () => (await sealed.isVisible()) || (await stepOf(page)) !== step, { timeout: 30_000 }).toBe(true)
  }
  await expect(sealed).toBeVisible()
  await seen?.(page, 'Disegel')
}

/** Fingers that are not there, photographs that show it, and the supervisor's word for it. */
export async function except(page: Page, town: Town, fingers: number[], why = 'tidak ada (amputasi)', seen?: Looks) {
  await page.keyboard.press('Alt+p')
  const panel = page.getByRole('dialog', { name: 'Pengecualian' })
  await expect(panel).toBeVisible()
  for (const finger of fingers) await page.keyboard.press(String(finger % 10))
  await panel.getByRole('radio', { name: why }).check()
  await page.keyboard.press('Enter')
  await photograph(page)
  await expect(page.getByRole('dialog', { name: 'Persetujuan supervisor' })).toBeVisible()
  await seen?.(page, 'Persetujuan')
  await signSecond(page, town, 'Setujui')
  await expect(page.getByText('Pengecualian disetujui supervisor')).toBeVisible()
  if (fingers.length <= 8) return
  await expect(page.getByRole('dialog')).toContainText('perlu supervisor kedua')
  await signSecond(page, town, 'Setujui', secondSupervisor)
  await expect(page.getByText('Pengecualian disetujui supervisor, ' + secondSupervisor)).toBeVisible()
}

export const secondSupervisor = 'wakil'
/** Another supervisor of the counter, for what two have to agree on. */
export async function addSecondSupervisor(staff: Staff) {
  const page = await staff.at('counter', 'administrator')
  await page.evaluate(async ({ name, password }) => {
    const me = (await (await fetch('/api/me')).json()) as { csrf: string }
    const answer = await fetch('/api/officers', { method: 'POST', body: JSON.stringify({ name, full_name: 'Wakil Contoh', nip: '', roles: ['supervisor'], password }), headers: { 'content-type': 'application/json', 'x-ktpel-csrf': me.csrf, 'idempotency-key': crypto.randomUUID() } })
    if (!answer.ok) throw new Error(await answer.text())
  }, { name: secondSupervisor, password: staff.town.said.password })
}

/** A picture of each hand or of the eyes that the panel asks for. */
export async function photograph(page: Page) {
  const panel = page.getByRole('dialog', { name: 'Foto bukti pengecualian' })
  await expect(panel).toBeVisible()
  const asked = await panel.locator('.proofs .group').count()
  for (let taken = 1; taken <= asked; ++taken) {
    await page.keyboard.press('F8')
    await expect(panel.locator('.proofs .group').filter({ hasText: '●' })).toHaveCount(taken, { timeout: 30_000 })
  }
  await expect(panel.getByText('Foto bukti lengkap.')).toBeVisible()
  await page.keyboard.press('Enter')
}

// ---- I.3, 2, 3 ----

/** Waits, as the counter waits, until the application's page says where it stands. */
export async function stands(staff: Staff, number: string, words: string, place: Place = 'counter', account = 'supervisor') {
  const page = await staff.before(place, account, '/permohonan/' + number)
  await expect(page.locator('.values')).toContainText(words, { timeout: 120_000 })
}

/** Two adjudicators, each alone, say that it is the same person. */
export async function adjudicateAsSame(staff: Staff, number: string, seen?: Looks) {
  for (const account of ['ajudikator-satu', 'ajudikator-dua']) {
    const page = await staff.before('center', account, '/ajudikasi/' + number)
    const viewer = page.locator('.viewer-box')
    for (const key of ['2', '7', 'w']) {
      await viewer.focus()
      await page.keyboard.press(key)
      await expect(page.locator('.viewer-box[data-ready="true"]')).toBeVisible()
      await page.waitForTimeout(700) // a glance
    }
    await viewer.focus()
    await page.keyboard.press('s')
    await expect(page.getByText('Kesan pertama: sama', { exact: false })).toBeVisible()
    await seen?.(page, account)
    await viewer.focus()
    await page.keyboard.press('s')
    await page.getByRole('radio', { name: /titik dan pola sepadan/ }).check()
    await page.keyboard.press('Control+Enter')
    await confirm(page, 'Catat orang SAMA')
    await expect(page.locator('.success').filter({ hasText: 'Tercatat' }).or(page.locator('h1').filter({ hasText: 'Kasus saya' })).first()).toBeVisible()
  }
}

/** 3b: the counter answers. */
export async function answerClarification(staff: Staff, number: string, text: string) {
  const page = await staff.before('counter', 'operator', '/klarifikasi/' + number)
  await page.getByRole('radio', { name: /NIK berbeda/ }).check()
  await page.getByLabel('Jawaban', { exact: true }).fill(text)
  await doPrimary(page, 'Kirim jawaban')
  await success(page, /Jawaban (dikirim|disimpan)/)
}

/** 3b: the centre decides on the answer. */
export async function decideDuplicate(staff: Staff, number: string) {
  const page = await staff.before('center', 'ajudikator-satu', '/klarifikasi/' + number)
  await expect(page.getByRole('radio', { name: /^Ganda/ })).toBeEnabled({ timeout: 120_000 })
  await page.getByRole('radio', { name: /^Ganda/ }).check()
  await doPrimary(page, 'Catat putusan')
  await confirm(page, 'Catat GANDA')
  await success(page, 'dicatat ganda')
}

// ---- 4, II.1, 5 ----

/** Blanks come to the Dinas, counted by two. */
export async function receiveBlanks(staff: Staff, first: string, last: string) {
  const page = await staff.before('dinas', 'cetak', '/blangko')
  await page.getByRole('radiogroup', { name: 'Bagian buku stok' }).getByText('Terima', { exact: true }).click()
  await page.getByLabel('Seri pertama').fill(first)
  await page.keyboard.press('Enter') // as the scanner does
  await page.getByLabel('Seri terakhir').fill(last)
  await page.getByLabel('Nomor surat jalan').fill('SJ-99/2026')
  await doPrimary(page, /Terima \d+ keping/)
  await signSecond(page, staff.town, 'Tanda tangani')
  await success(page, 'Penerimaan selesai')
}

/** The day is closed with what was counted by two. */
export async function closeStockDay(staff: Staff, counted: number) {
  const page = await staff.before('dinas', 'cetak', '/blangko')
  await page.getByRole('radiogroup', { name: 'Bagian buku stok' }).getByText('Tutup hari', { exact: true }).click()
  const field = page.getByLabel('Dihitung', { exact: true })
  await field.fill(String(counted - 1))
  await expect(page.getByRole('alert')).toContainText('Selisih 1')
  await field.fill(String(counted))
  await doPrimary(page, 'Tutup hari')
  await signSecond(page, staff.town, 'Tanda tangani')
  await success(page, 'Hari ditutup')
}

let blanks = 0
/** The serial of the blank that lies on top. */
export const nextSerial = () => '99' + String(++blanks).padStart(7, '0')
const blankTries = 3

/** II.1: one card, from the list to the number on it. Gives its serial. */
export async function personalise(staff: Staff, number: string, who: Person, seen?: Looks): Promise<string> {
  const { town } = staff
  const page = await staff.before('dinas', 'cetak', '/personalisasi')
  const row = page.getByRole('row').filter({ hasText: '…' + who.nik.slice(-4) })
  await expect(row).toBeVisible({ timeout: 120_000 })
  await seen?.(page, 'daftar')
  await row.focus()
  await page.keyboard.press('Space')
  const reason = page.getByLabel('Alasan melompati urutan')
  if (await reason.isVisible()) {
    await reason.click()
    await page.getByRole('option', { name: 'penduduk menunggu di Dinas' }).click()
  }
  await doPrimary(page, 'Mulai cetak 1 kartu')
  await expect(page).toHaveURL(new RegExp('/cetak/' + number))
  const blank = page.getByLabel('Blangko', { exact: true })
  const digits = page.getByLabel('Cocokkan 6 angka terakhir')
  let serial = ''
  for (let attempt = 0; attempt < blankTries; ++attempt) {
    await expect(blank).toBeEnabled()
    if (attempt === 0) await seen?.(page, 'cocokkan')
    serial = nextSerial()
    await town.stage('/stage/blank', { serial })
    await blank.fill(serial)
    await page.keyboard.press('Enter')
    await expect(digits.or(page.getByRole('alert'))).toBeVisible({ timeout: 60_000 })
    if (await digits.isVisible()) break
  }
  await expect(page.getByRole('img', { name: /^Muka kartu/ })).toBeVisible()
  await seen?.(page, 'periksa')
  // Another card's number ends nothing.
  await digits.fill('000000')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert')).toContainText('Nomor kartu tidak sama')
  await digits.fill(serial.slice(-6))
  await page.keyboard.press('Enter')
  await success(page, 'Hasil cetak baik')
  await town.stage('/stage/card', { serial: null })
  return serial
}

/** 5: scanned out, sealed, carried, and scanned in; those whose card came are called. */
export async function ship(staff: Staff, serials: string[], seen?: Looks) {
  const seal = 'S-' + (serials[0] ?? '')
  const sends = await staff.before('dinas', 'cetak', '/kiriman')
  await sends.getByLabel('Segel').fill(seal)
  await sends.getByLabel('Pembawa').fill('Agus Pembawa')
  for (const [i, serial] of serials.entries()) {
    await sends.getByLabel('Pindai kartu').fill(serial)
    await sends.keyboard.press('Enter')
    await expect(sends.getByText(new RegExp(`dipindai ${i + 1} dari`))).toBeVisible()
  }
  await seen?.(sends, 'kirim')
  await doPrimary(sends, `Kirim ${serials.length} kartu`)
  await success(sends, 'Kiriman selesai')
  const manifest = /M-dinas-\d+-\d{4}-\d{6}/.exec((await sends.locator('.success').textContent()) ?? '')?.[0] ?? ''

  const receives = await staff.before('counter', 'pelayanan', '/kiriman')
  const row = receives.getByRole('row').filter({ hasText: manifest })
  await expect(row).toBeVisible({ timeout: 120_000 })
  await row.click()
  await receives.getByLabel('Nomor segel pada tas').fill(seal)
  for (const [i, serial] of serials.entries()) {
    await receives.getByLabel('Pindai nomor kartu').fill(serial)
    await receives.keyboard.press('Enter')
    await expect(receives.getByText(`dipindai ${i + 1} dari`)).toBeVisible()
  }
  await seen?.(receives, 'terima')
  await doPrimary(receives, `Terima ${serials.length} kartu`)
  await success(receives, 'kartu diterima')
  await doPrimary(receives, `Panggil ${serials.length} penduduk`)
  await success(receives, 'penduduk dipanggil')
}

/** 6: a card that lies where it was made has its holder called from the application's page. */
export async function callForCard(staff: Staff, number: string, place: Place) {
  const page = await staff.before(place, 'pelayanan', '/permohonan/' + number)
  await doPrimary(page, 'Panggil untuk pengambilan')
  await expect(page.locator('.values')).toContainText('Dipanggil untuk pengambilan')
}

// ---- II.2, II.3 ----

const pickUpTries = 5
/** II.2: the chip against its holder. */
export async function pickUp(staff: Staff, number: string, serial: string, who: Person, place: Place = 'counter', seen?: Looks) {
  const { town } = staff
  await town.stage('/stage/card', { serial })
  const page = await staff.before(place, 'operator', '/pengambilan/' + number)
  await seen?.(page, 'letakkan')
  const done = page.locator('.success').filter({ hasText: 'Berhasil' })
  for (let attempt = 0; attempt < pickUpTries && !(await done.isVisible()); ++attempt) {
    await seat(town, who)
    await doPrimary(page, /Baca kartu/)
    await expect(primary(page, 'cocokkan sidik jari')).toBeVisible({ timeout: 60_000 })
    if (attempt === 0) await seen?.(page, 'cocokkan')
    await doPrimary(page, 'cocokkan sidik jari')
    await expect(done.or(page.getByText('Belum ditulis.'))).toBeVisible({ timeout: 60_000 })
  }
  await expect(done).toBeVisible()
  await seen?.(page, 'berhasil')
  await town.stage('/stage/card', { serial: null })
}

/** II.2 with the left index finger laid down first: nothing is written, nothing is handed over. */
export async function swapFingers(staff: Staff, number: string, serial: string, who: Person, seen?: Looks) {
  const { town } = staff
  await town.stage('/stage/card', { serial })
  await town.seat(who.nik, { swapped: true })
  const page = await staff.before('counter', 'operator', '/pengambilan/' + number)
  await doPrimary(page, /Baca kartu/)
  await expect(primary(page, 'cocokkan sidik jari')).toBeVisible({ timeout: 60_000 })
  await doPrimary(page, 'cocokkan sidik jari')
  await expect(page.locator(".error[data-code='6174']")).toContainText('Belum ditulis.', { timeout: 60_000 })
  await seen?.(page, 'tertukar')
  const desk = await staff.before('counter', 'pendukung', '/serah-terima/' + number)
  await expect(desk.getByText('Hasil bukan berhasil')).toBeVisible()
  await expect(primary(desk, 'Serahkan & cetak')).toHaveCount(0)
}

/** II.2 with a chip that is not believed: written down as failed. */
export async function failPickUp(staff: Staff, number: string, serial: string, who: Person, seen?: Looks) {
  const { town } = staff
  await town.stage('/stage/card', { serial, broken: true })
  await seat(town, who)
  const page = await staff.before('counter', 'operator', '/pengambilan/' + number)
  await doPrimary(page, /Baca kartu/)
  await expect(page.getByRole('alert')).toBeVisible({ timeout: 60_000 })
  await seen?.(page, 'tidak-dipercaya')
  if (await primary(page, 'Tulis gagal').isVisible()) await doPrimary(page, 'Tulis gagal')
  else await page.keyboard.press('Alt+g')
  await confirm(page, 'Tulis gagal')
  await expect(page.getByText('GAGAL.')).toBeVisible({ timeout: 60_000 })
  await seen?.(page, 'gagal')
  await town.stage('/stage/card', { serial: null })
}

export interface OldCard { words: 'ditarik' | 'tidak ada' | 'hilang: surat polisi'; fields?: Record<string, string> }
/** II.3: into the holder's hand. */
export async function handOver(staff: Staff, number: string, oldCard: OldCard = { words: 'tidak ada' }, place: Place = 'counter', seen?: Looks, witness?: string) {
  const page = await staff.before(place, 'pendukung', '/serah-terima/' + number)
  // As it is printed on the card in the officer's hand.
  const serial = await page.evaluate(async (path) => ((await (await fetch(path)).json()) as { serial: string }).serial, '/api/applications/' + number)
  await page.getByLabel('Pindai nomor kartu').fill(serial)
  await page.keyboard.press('Enter')
  await page.getByLabel('Surat panggilan dilihat').check()
  await page.getByRole('radio', { name: oldCard.words }).check()
  for (const [field, value] of Object.entries(oldCard.fields ?? {})) await page.getByLabel(field, { exact: true }).fill(value)
  if (witness) {
    await page.getByLabel('Penerima tidak dapat menandatangani').check()
    await page.getByLabel('Nama saksi').fill(witness)
  } else await sign(page, 'Penerima menandatangani tanda terima')
  await seen?.(page, 'tanda-tangan')
  await doPrimary(page, 'Serahkan & cetak')
  await success(page, 'Diserahkan')
}

// ---- P2 ----

/** A failed card climbs to the ministry, which has it made anew. */
export async function returnToMinistry(staff: Staff, number: string, serial: string, seen?: Looks) {
  const counter = await staff.before('counter', 'pelayanan', '/pengembalian')
  await expect(counter.getByRole('row').filter({ hasText: serial })).toBeVisible()
  await doPrimary(counter, 'Kembalikan ke Dinas')
  await confirm(counter, 'Kembalikan ke Dinas')
  await success(counter, 'Pengembalian selesai')
  const dinas = await staff.before('dinas', 'cetak', '/pengembalian')
  await expect(dinas.getByRole('row').filter({ hasText: serial })).toBeVisible({ timeout: 120_000 })
  await seen?.(dinas, 'dinas')
  await doPrimary(dinas, 'Kirim ke Provinsi')
  await confirm(dinas, 'Kirim ke Provinsi')
  await success(dinas, 'Pengembalian selesai')
  const ministry = await staff.before('center', 'kementerian', '/pengembalian')
  await expect(ministry.getByRole('row').filter({ hasText: serial }).filter({ hasText: 'Provinsi' })).toBeVisible({ timeout: 120_000 })
  await ministry.goto(staff.town.address('center') + '/pengembalian/' + number)
  await doPrimary(ministry, 'TERIMA DI KEMENTERIAN')
  await success(ministry, 'diterima di kementerian')
  await ministry.getByRole('radio', { name: /personalisasi/ }).check()
  await seen?.(ministry, 'kementerian')
  await doPrimary(ministry, 'Catat temuan')
  await confirm(ministry, 'Catat temuan')
  await success(ministry, 'Temuan dicatat')
}

// ---- 8 ----

/** An order for a visit, and the data taken along to who cannot come. Gives the page's address. */
export async function takeAlong(staff: Staff, who: Person): Promise<string> {
  const page = await staff.before('counter', 'operator', '/kunjungan')
  await expect(primary(page, 'Susun kunjungan')).toBeEnabled()
  await page.keyboard.press('Alt+n')
  await page.getByLabel('Rute').fill('Desa Umpama, RT 003')
  await page.getByLabel(/^Penduduk/).fill(who.nik)
  await doPrimary(page, 'Terbitkan surat tugas, 1 penduduk')
  await expect(page).toHaveURL(/\/kunjungan\/.+/)
  await expect(page.getByText('1 orang belum diberi hasil.')).toBeVisible()
  await page.keyboard.press('Alt+j')
  await success(page, 'Data 1 orang dibawa')
  return new URL(page.url()).pathname
}

/** Every name of the visit accounted for. */
export async function closeVisit(staff: Staff, path: string) {
  const page = await staff.before('counter', 'operator', path)
  await doPrimary(page, 'Catat terekam')
  await doPrimary(page, 'Cocokkan dan tutup')
  await confirm(page, 'Cocokkan dan tutup')
  await success(page, 'Kunjungan ditutup')
}

/** From the decision to the resident's hand, at the counter. */
export async function cardIntoHand(staff: Staff, number: string, who: Person, oldCard?: OldCard, seen?: Seen): Promise<string> {
  const serial = await personalise(staff, number, who, seen?.('cetak'))
  await ship(staff, [serial], seen?.('kiriman'))
  await pickUp(staff, number, serial, who, 'counter', seen?.('pengambilan'))
  await handOver(staff, number, oldCard, 'counter', seen?.('serah-terima'))
  await stands(staff, number, 'Diserahkan')
  return serial
}
