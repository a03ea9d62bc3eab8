// Every page of every role, as it stands in a town with a day's work behind it: axe-core finds nothing, nothing has to be
// scrolled sideways at 1024 and at 200 % zoom, in both languages, and nobody's browser complains. Pictures of all of them.
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { test as base, type Page } from '@playwright/test'
import { menuOf } from '../src/shell/roles'
import type { Site } from '../src/api/types'
import { keepPicture, violations } from './look'
import { Staff } from './acts'
import { expect, logIn, opened, Town, type Place } from './town'

const test = base.extend<object, { town: Town }>({
  town: [async ({}, use) => {
    const town = await Town.alive()
    await use(town)
    await town.end()
  }, { scope: 'worker', timeout: 330_000 }],
})
test.describe.configure({ mode: 'serial', timeout: 900_000 })
test.use({ actionTimeout: 30_000, navigationTimeout: 60_000 })

const pages = fileURLToPath(new URL('../src/pages', import.meta.url))
/** The addresses that the pages serve, as their routes.ts say. */
const served = new Set(readdirSync(pages, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('routes.ts')).flatMap((file) =>
  [...readFileSync(`${pages}/${file}`, 'utf8').matchAll(/path: '([^']+)'/g)].map((found) => found[1] ?? '')))
const seen = new Set<string>()
/** What was found, page by page: all of it is told at the end, not the first alone. */
const troubles: string[] = []

interface Line { number: string; state: string; nik: string }
/** What lies about in this town, for the pages that are about one thing. */
const about: Record<string, string> = {}

test('the town has a day behind it', async ({ town }) => {
  const { cast } = town.said
  const counter = await town.officer('counter', 'operator')
  const bench = await town.officer('center', 'ajudikator-satu')
  await expect(async () => {
    const { items } = await counter.get<{ items: Line[] }>('/api/applications')
    const of = (who: string | string[] | undefined, state: string) => items.find((one) => one.nik === (Array.isArray(who) ? who[0] : who) && one.state === state)?.number
    Object.assign(about, { waiting: of(cast.waiting, 'Registered'), collects: of(cast.collects, 'Called'), unique: of(cast.unique, 'Unique') })
    about.contest = (await bench.get<{ items: { number: string }[] }>('/api/contests')).items[0]?.number ?? ''
    for (const what of ['waiting', 'collects', 'unique', 'contest']) expect(about[what], what).toBeTruthy()
  }).toPass({ timeout: 240_000, intervals: [1000] })
  const administrator = await town.officer('counter', 'administrator')
  expect((await administrator.post('/api/officers', { name: 'auditor', full_name: 'PETUGAS UJI AUDITOR', password: town.said.password, roles: ['auditor'] })).ok()).toBe(true)
  town.said.accounts.counter.auditor = 'auditor'
  const visit = await counter.post('/api/visits', { day: new Date().toISOString().slice(0, 10).split('-').reverse().join('-'), route: 'Desa Uji, RT 001', residents: [cast.newcomer], team: ['operator'], equipment: [] })
  expect(visit.status(), await visit.text()).toBe(201)
  about.visit = ((await visit.json()) as { number: string }).number
  for (const officer of [counter, bench, administrator]) await officer.end()
})

/** Pages about one thing, and where no role's menu leads. */
const more: Record<Place, Record<string, () => string[]>> = {
  counter: {
    pelayanan: () => [`/permohonan/${about.collects}`, '/cari?q=CONTOH', `/serah-terima/${about.collects}`, '/pengaturan', '/bantuan', '/orang-asing'],
    operator: () => [`/pengambilan/${about.collects}`, `/ketunggalan/${about.unique}`, `/perekaman/${about.waiting}`, `/kunjungan/${about.visit}`],
    supervisor: () => ['/blangko', '/satu-hari'],
    administrator: () => ['/pengguna/operator'],
  },
  dinas: { cetak: () => [`/cetak/${about.unique}`, '/perangkat'] },
  center: {
    'ajudikator-satu': () => [`/ajudikasi/${about.contest}`, `/ganda/${about.contest}`, `/klarifikasi/${about.contest}`],
    kementerian: () => [`/pengembalian/${about.collects}`],
    administrator: () => ['/pengguna/auditor'],
    supervisor: () => [`/permohonan/${about.collects}`, '/cari?q=CONTOH'],
  },
}

/** Nothing to scroll sideways: the page itself, and the act within it. A table may scroll in its own box. */
async function fits(page: Page, where: string) {
  const wide = await page.evaluate(() => [document.documentElement, ...document.querySelectorAll('.page, .act, .main')]
    .filter((box) => box.scrollWidth > box.clientWidth + 1 && getComputedStyle(box).overflowX !== 'visible')
    .map((box) => `${box.className || box.tagName} ${box.scrollWidth} > ${box.clientWidth}`))
  troubles.push(...wide.map((box) => `${where}: scrolls sideways: ${box}`))
}
async function lookAt(page: Page, place: Place, account: string, path: string) {
  const named = `${place}-${account}${path.split('?')[0]?.replaceAll('/', '-')}`.replace(/-(kec|dinas)-\d+-\d+-\d+$/, '-satu')
  await opened(page)
  troubles.push(...(await violations(page)).map((one) => `${named}: ${one}`))
  await fits(page, named)
  await keepPicture(page, 'semua-' + named)
  // 200 % of 1024x768, as a browser's zoom lays it out.
  await page.setViewportSize({ width: 512, height: 384 })
  await fits(page, named + ' at 200 %')
  await page.setViewportSize({ width: 1024, height: 768 })
  await page.keyboard.press('Alt+b')
  await expect(page.locator('.shell')).toHaveAttribute('lang', 'en')
  await opened(page)
  await fits(page, named + ' in English')
  await page.screenshot({ path: fileURLToPath(new URL(`../../build/screens/semua-${named}-en-1024.png`, import.meta.url)) })
  await page.keyboard.press('Alt+b')
  await expect(page.locator('.shell')).toHaveAttribute('lang', 'id')
}

const desks: [Place, string[]][] = [
  ['counter', ['pelayanan', 'operator', 'pendukung', 'supervisor', 'auditor', 'administrator']],
  ['dinas', ['cetak']],
  ['center', ['ajudikator-satu', 'pencatat', 'supervisor', 'auditor', 'kementerian', 'administrator']],
]
for (const [place, accounts] of desks) for (const account of accounts) test(`${account} at ${place}`, async ({ browser, town }) => {
  const staff = new Staff(browser, town)
  const role = town.said.accounts[place][account]
  if (!role) throw new Error(`nobody is called ${account} at ${place}`)
  const paths = [...menuOf(role, { kind: place === 'center' ? 'center' : 'office' } as Site).map((one) => one.path), ...(more[place][account]?.() ?? [])]
  for (const path of paths) await test.step(path, async () => {
    const page = await staff.before(place, account, path)
    await page.setViewportSize({ width: 1024, height: 768 })
    seen.add(path.split('?')[0] ?? '')
    await lookAt(page, place, account, path)
  })
  troubles.push(...staff.complaints)
  await staff.goHome()
})

test('who is not logged in: the log-in, the waiting room and the resident', async ({ page, town }) => {
  for (const path of ['/masuk', '/layar', '/warga']) {
    await page.goto(town.address('counter') + path)
    await expect(page.locator('.login-card, .display, .warga h1').first()).toBeVisible()
    troubles.push(...(await violations(page)).map((one) => `${path}: ${one}`))
    await keepPicture(page, 'semua-umum' + path.replace('/', '-'))
    seen.add(path)
  }
  await logIn(page, town, 'counter', 'pelayanan')
})

test('nothing was found, and no page was left out', () => {
  expect(troubles).toEqual([])
  const visited = (pattern: string) => [...seen].some((path) => new RegExp(`^${pattern.replace(/:[a-z]+/g, '[^/]+')}$`).test(path))
  expect([...served].filter((pattern) => !visited(pattern))).toEqual([])
})
