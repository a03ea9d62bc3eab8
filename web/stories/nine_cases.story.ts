// The nine cases of issuing, through the screens alone: center, Dinas and kecamatan as programs, officers before their
// browsers, residents and cards on the stage. What each comes to is what `ktpel demo --headless` comes to.
import { test as base, expect } from '@playwright/test'
import { Town, type Resident } from './town'
import {
  adjudicateAsSame, answerClarification, callForCard, capture, cardIntoHand, closeStockDay, closeVisit, decideDuplicate, failPickUp, handOver, intake, intakeOfForeigner,
  nextSerial, personalise, pickUp, receiveBlanks, refusedAtIntake, registerResident, returnToMinistry, ship, stands, Staff, swapFingers, takeAlong, type Person, type Seen,
} from './acts'
import { isForEverybody, keepPicture } from './look'

const database = process.env.KTPEL_DATABASE
const firstBlank = '990000001', lastBlank = '990000100'
const blankCount = 100

/** One town for all cases: later ones rest on earlier ones. On another database the first three are enough. */
const test = base.extend<object, { town: Town; staff: Staff }>({
  town: [async ({}, use) => {
    const town = await Town.found(...(database ? ['--database', database] : []))
    await use(town)
    await town.end()
  }, { scope: 'worker', timeout: 330_000 }],
  staff: [async ({ browser, town }, use) => {
    const staff = new Staff(browser, town)
    await use(staff)
    await staff.goHome()
  }, { scope: 'worker' }],
})
test.use({ actionTimeout: 30_000, navigationTimeout: 60_000 })
test.describe.configure({ mode: 'serial', timeout: 600_000 })
/** Each act's page in the middle of the act, among the artefacts. */
const pictures: Seen = (act) => (page, state) => keepPicture(page, `${act}-${state}`.toLowerCase().replace(/[^a-z0-9]+/g, '-'))
const beyondDatabase = () => test.skip(database !== undefined, 'the first three cases tell whether a database serves')

const person = (resident: Resident | undefined, more: Partial<Person> = {}): Person => {
  if (!resident) throw new Error('the town has too few residents')
  return { nik: resident.nik, name: resident.name, ...more }
}
let residents: Resident[] = []
let first: Person, newcomer: Person
let cardsMade = 0

test.beforeAll(async ({ town }) => {
  residents = await town.residents()
  first = person(residents[0])
})

test('blanks come to the Dinas, counted by two', async ({ staff }) => {
  await receiveBlanks(staff, firstBlank, lastBlank)
})

test('1 a first-timer', async ({ staff }) => {
  const number = await intake(staff, first)
  await capture(staff, number, first)
  await stands(staff, number, 'Tunggal, siap cetak')
  await cardIntoHand(staff, number, first, undefined, pictures)
  ++cardsMade
})

test('2 a resident who is in no database gets a NIK', async ({ town, staff }) => {
  await refusedAtIntake(staff, '9901015001010099', '1101')
  const nik = await registerResident(staff,
    { 'Nomor KK': '9901010101200777', Nama: 'ANGGREK BARU CONTOH', 'Tempat lahir': 'MISAL', 'Tanggal lahir': '17081991', Pekerjaan: 'WIRASWASTA', Alamat: 'JL. CONTOH NO. 99', RT: '3', RW: '1', 'Desa/kelurahan': '9901012001' },
    { 'Jenis kelamin': 'Perempuan', Agama: 'ISLAM', 'Status perkawinan': 'BELUM KAWIN' })
  newcomer = { nik, name: 'ANGGREK BARU CONTOH' }
  await town.line(true)
  const number = await intake(staff, newcomer)
  await capture(staff, number, newcomer)
  await stands(staff, number, 'Tunggal, siap cetak')
  await cardIntoHand(staff, number, newcomer)
  ++cardsMade
})

test('3 a lost card: one finger instead of a recording', async ({ staff }) => {
  const number = await intake(staff, first, {
    kind: 'Hilang',
    papers: [{ name: 'Surat kehilangan dari Kepolisian', fields: { No: 'SKTLK/99/XI/2026', Tanggal: '20112026', Penerbit: 'Polsek Contoh' } }],
  })
  await capture(staff, number, first)
  await stands(staff, number, 'Tunggal, siap cetak')
  await cardIntoHand(staff, number, first, { words: 'hilang: surat polisi' })
  ++cardsMade
})

test('4 a damaged card', async ({ staff }) => {
  beyondDatabase()
  const number = await intake(staff, newcomer, { kind: 'Rusak', papers: [{ name: 'KTP-el rusak' }] })
  await capture(staff, number, newcomer)
  await stands(staff, number, 'Tunggal, siap cetak')
  await cardIntoHand(staff, number, newcomer, { words: 'ditarik', fields: { 'No. KTP lama': '990000002' } })
  ++cardsMade
})

test('5 a foreigner, at the Dinas alone', async ({ town, staff }) => {
  beyondDatabase()
  const stranger = person((await town.stage<{ foreigners: Resident[] }>('/stage')).foreigners[0])
  await refusedAtIntake(staff, stranger.nik, '1109')
  const number = await intakeOfForeigner(staff, stranger, '30062029')
  await capture(staff, number, stranger, 'dinas')
  await stands(staff, number, 'Tunggal, siap cetak', 'dinas')
  const serial = await personalise(staff, number, stranger)
  await callForCard(staff, number, 'dinas')
  await pickUp(staff, number, serial, stranger, 'dinas')
  await handOver(staff, number, { words: 'tidak ada' }, 'dinas')
  await stands(staff, number, 'Diserahkan', 'dinas')
  ++cardsMade
})

test('6 a home visit without a line', async ({ town, staff }) => {
  beyondDatabase()
  const ill = person(residents[1])
  const visit = await takeAlong(staff, ill)
  await town.line(false)
  const number = await intake(staff, ill)
  await capture(staff, number, ill)
  await stands(staff, number, 'Terekam, menunggu pengiriman')
  await closeVisit(staff, visit)
  await town.line(true)
  await stands(staff, number, 'Tunggal, siap cetak')
  const serial = await personalise(staff, number, ill)
  await ship(staff, [serial])
  await swapFingers(staff, number, serial, ill, pictures('pengambilan'))
  await pickUp(staff, number, serial, ill)
  await handOver(staff, number)
  await stands(staff, number, 'Diserahkan')
  ++cardsMade
})

test('7 who comes again under another name is found, adjudicated, clarified', async ({ staff }) => {
  beyondDatabase()
  const again = person(residents[2], { body: first.nik })
  const number = await intake(staff, again)
  await capture(staff, number, again)
  await stands(staff, number, 'Diperiksa petugas pusat data')
  await adjudicateAsSame(staff, number, pictures('ajudikasi-sama'))
  await stands(staff, number, 'Perlu klarifikasi')
  await answerClarification(staff, number, 'Penduduk mengakui pernah direkam dengan NIK lain. KK dilampirkan.')
  await decideDuplicate(staff, number)
  await stands(staff, number, 'Ganda')
})

test('8 a chip that fails at pick-up climbs to the ministry, and is made anew', async ({ staff }) => {
  beyondDatabase()
  const unlucky = person(residents[3])
  const number = await intake(staff, unlucky)
  await capture(staff, number, unlucky)
  await stands(staff, number, 'Tunggal, siap cetak')
  const serial = await personalise(staff, number, unlucky)
  await ship(staff, [serial])
  await failPickUp(staff, number, serial, unlucky, pictures('pengambilan'))
  await returnToMinistry(staff, number, serial, pictures('pengembalian'))
  await stands(staff, number, 'Tunggal, siap cetak', 'dinas')
  await cardIntoHand(staff, number, unlucky)
  cardsMade += 2
})

test('9 fingers that are not there', async ({ staff }) => {
  beyondDatabase()
  const person9 = person(residents[4], { missing: [1, 2, 7] })
  const number = await intake(staff, person9)
  await capture(staff, number, person9)
  await stands(staff, number, 'Tunggal, siap cetak')
  await cardIntoHand(staff, number, person9)
  ++cardsMade
})

test('the day of the blanks is closed with what is left', async ({ staff }) => {
  await closeStockDay(staff, blankCount - cardsMade)
  expect(Number(nextSerial())).toBe(Number(firstBlank) + cardsMade)
  expect(staff.complaints).toEqual([])
})

test('the pages of the Dinas are for everybody', async ({ staff }) => {
  for (const [path, name] of [['/personalisasi', 'personalisasi-kosong'], ['/blangko', 'blangko'], ['/kiriman', 'kiriman-dinas'], ['/pengembalian', 'pengembalian-dinas'], ['/satu-hari', 'satu-hari'], ['/ktp-lama', 'ktp-lama-dinas']] as const) {
    const page = await staff.before('dinas', 'cetak', path)
    await isForEverybody(page)
    await keepPicture(page, name)
  }
})
