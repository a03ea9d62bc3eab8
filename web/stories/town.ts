// A demo town for the stories: center, Dinas and kecamatan as programs, and a stage on which residents sit down, lay
// their fingers on the glass and cards on the reader.
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test as base, expect, request, type Page } from '@playwright/test'
import type { RoleName } from '../src/api/types'

export interface Resident { nik: string; name: string; born: string; village: string; recorded: boolean }
export type Place = 'center' | 'dinas' | 'counter'
interface Said {
  center: string; dinas: string; counter: string; stage: string; password: string; folder: string
  accounts: Record<Place, Record<string, RoleName>>
  cast: Record<string, string | string[]>
}

/** Keys, certificates and three programs: seconds on an idle machine, minutes on one that builds meanwhile. */
const patience = 300_000
const root = fileURLToPath(new URL('../..', import.meta.url))

export class Town {
  private readonly come = new Set<string>()
  private constructor(private readonly program: ChildProcess, readonly said: Said, private readonly folder: string) {}

  /** A town in which nothing has happened yet; `more` are options of `ktpel demo`. */
  static found(...more: string[]): Promise<Town> { return Town.open('--empty', ...more) }
  /** A town with a day's work behind it: people wait, a card is ready, one person was recorded under two names. */
  static alive(...more: string[]): Promise<Town> { return Town.open(...more) }
  private static async open(...more: string[]): Promise<Town> {
    const folder = mkdtempSync(join(tmpdir(), 'ktpel-stories-'))
    const program = spawn(process.env.KTPEL_PROGRAM ?? join(root, 'build/dev/ktpel'),
      ['demo', '--json', '--residents', '40', '--folder', join(folder, 'town'), ...more], {
        env: { ...process.env, KTPEL_WEB: process.env.KTPEL_WEB ?? join(root, 'build/web') }, stdio: ['ignore', 'pipe', 'pipe'],
      })
    // A story that is broken off takes its town with it.
    process.once('exit', () => program.kill('SIGTERM'))
    let words = ''
    let trouble = ''
    program.stderr?.on('data', (bytes: Buffer) => { trouble += bytes.toString() })
    const said = await new Promise<Said>((done, failed) => {
      const late = setTimeout(() => { program.kill('SIGTERM'); failed(new Error('the town did not open: ' + trouble)) }, patience)
      program.on('exit', (code) => failed(new Error(`the town ended with ${code}: ${trouble}`)))
      program.stdout?.on('data', (bytes: Buffer) => {
        words += bytes.toString()
        try {
          const all = JSON.parse(words) as Said
          clearTimeout(late)
          done(all)
        } catch {
          // not yet whole
        }
      })
    })
    return new Town(program, said, folder)
  }

  address(place: Place) { return this.said[place] }

  async stage<T = unknown>(path: string, body?: unknown): Promise<T> {
    const answer = await fetch(this.said.stage + path, body === undefined ? {} : { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } })
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as T
  }
  async residents(): Promise<Resident[]> { return (await this.stage<{ residents: Resident[] }>('/stage')).residents }
  /** Somebody who was never recorded, and who did nothing in this town before. */
  async newcomer(fits: (resident: Resident) => boolean = () => true): Promise<Resident> {
    const one = (await this.residents()).find((resident) => !resident.recorded && !this.come.has(resident.nik) && fits(resident))
    if (!one) throw new Error('everybody of this town came already')
    this.come.add(one.nik)
    return one
  }
  seat(nik: string | null, more: object = {}) { return this.stage('/stage/seat', { nik, ...more }) }
  line(up: boolean) { return this.stage('/stage/line', { up }) }

  /** An officer without a screen: what programs may do, and what a story wants to know before it looks. */
  async officer(place: Place, account: string) {
    const api = await request.newContext({ baseURL: this.address(place), ignoreHTTPSErrors: true })
    expect((await api.post('/api/login', { data: { name: account, password: this.said.password } })).ok()).toBe(true)
    const { csrf } = (await (await api.get('/api/me')).json()) as { csrf: string }
    return {
      get: async <T>(path: string) => (await (await api.get(path)).json()) as T,
      post: (path: string, data: object) => api.post(path, { data, headers: { 'x-ktpel-csrf': csrf } }),
      end: () => api.dispose(),
    }
  }

  async end() {
    this.program.removeAllListeners('exit')
    const ended = new Promise((done) => this.program.once('exit', done))
    this.program.kill('SIGTERM')
    await ended
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/** Whoever has worked here before has read the cards for beginners. */
export const roles: RoleName[] = ['service-officer', 'operator', 'support', 'supervisor', 'adjudicator', 'dinas-admin', 'site-admin', 'auditor', 'ministry']

/** Logs in by keyboard alone; as somebody who has read the first guide of every role. */
export async function logIn(page: Page, town: Town, place: Place, account: string) {
  await page.addInitScript((guided) => {
    if (!localStorage.getItem('ktpel.preferences')) localStorage.setItem('ktpel.preferences', JSON.stringify({ guided }))
  }, roles)
  await page.goto(town.address(place))
  await page.getByLabel('Nama petugas').fill(account)
  await page.getByLabel('Kata sandi', { exact: true }).fill(town.said.password)
  await page.keyboard.press('Enter')
  await expect(page.locator('.header .who')).toBeVisible({ timeout: 60_000 })
}
/** The page is there, and what it shows first. */
export async function opened(page: Page) {
  await expect(page.locator('.page h1')).toBeVisible()
  await expect(page.locator('.page')).toHaveAttribute('aria-busy', 'false')
}
export async function logOut(page: Page) {
  await page.keyboard.press('Alt+L')
  await expect(page.getByLabel('Nama petugas')).toBeVisible()
}

/** A town for all stories of one file, which says whose it is. */
export const test = base.extend<object, { townOf: string; town: Town }>({
  townOf: ['', { scope: 'worker', option: true }],
  town: [async ({ townOf: _ }, use) => {
    const town = await Town.found()
    await use(town)
    await town.end()
  }, { scope: 'worker', timeout: patience + 30_000 }],
})
export { expect }
