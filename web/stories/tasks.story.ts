// Tasks of screens.md 10 that no other story does: a zoomed screen and a resident who cannot read (T19), a power cut at
// each step of a recording (T5), and a desk that has only the browser's camera.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { execFileSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium, type Page } from '@playwright/test'
import { capture, doPrimary, intake, sign, stands, Staff, type Person } from './acts'
import { isForEverybody, keepPicture } from './look'
import { expect, test } from './town'

test.use({ townOf: 'tasks' })
test.describe.configure({ timeout: 300_000 })
const program = process.env.KTPEL_PROGRAM ?? fileURLToPath(new URL('../../build/dev/ktpel', import.meta.url))
const onStep = (page: Page, name: string) => expect(page.locator('.frame h2')).toContainText(name, { timeout: 60_000 })

test('T19 at 200 % zoom everything of an intake and a recording is within reach', async ({ browser, town }) => {
  // What a browser makes of 1024x768 at 200 %.
  const staff = new Staff(browser, town, { width: 512, height: 384 })
  const who: Person = await town.newcomer()
  const number = await intake(staff, who)
  await capture(staff, number, who, 'counter', async (page, step) => {
    await page.screenshot({ path: fileURLToPath(new URL(`../../build/screens/zoom-200-${step.toLowerCase().replace(/\W+/g, '-')}.png`, import.meta.url)) })
    const wide = await page.evaluate(() => [...document.querySelectorAll('.page, .main')].some((box) => box.scrollWidth > box.clientWidth + 1))
    expect(wide, step).toBe(false)
  })
  await stands(staff, number, 'Tunggal, siap cetak')
  expect(staff.complaints).toEqual([])
  await staff.goHome()
})

test('T19 who cannot read has the data and the statement read aloud', async ({ browser, town }) => {
  const staff = new Staff(browser, town)
  const who: Person = await town.newcomer()
  const number = await intake(staff, who)
  await town.seat(who.nik)
  const context = await browser.newContext({ viewport: { width: 1024, height: 768 }, locale: 'id-ID' })
  // A machine without a voice cannot be listened to; what the page gives to the voice can.
  await context.addInitScript(() => {
    const spoken: string[] = []
    Object.assign(window, { spoken })
    speechSynthesis.speak = (words) => void spoken.push(`${words.lang}: ${words.text}`)
  })
  const resident = await context.newPage()
  await resident.goto(town.address('counter') + '/warga')
  const page = await staff.before('counter', 'operator', '/perekaman/' + number)
  await expect(resident.getByText('Apakah data ini benar?')).toBeVisible()
  await resident.getByRole('button', { name: 'Bacakan' }).click()
  const spoken = () => resident.evaluate(() => (window as unknown as { spoken: string[] }).spoken)
  expect((await spoken()).at(-1)).toMatch(/^id: Apakah data ini benar\?/)
  expect((await spoken()).at(-1)).toContain(who.name)
  // Touch is a help: the resident says it with the operator's key as well.
  await doPrimary(page, 'Data sesuai')
  await onStep(page, 'Foto')
  await context.close()
  await staff.goHome()
})

test('a desk without a camera of its own photographs with the browser’s', async ({ browser, town }) => {
  const staff = new Staff(browser, town)
  const who = await town.newcomer()
  const number = await intake(staff, who)
  const folder = mkdtempSync(join(tmpdir(), 'ktpel-camera-'))
  // A drawn face before the camera, on the backdrop of its year: one JPEG, again and again.
  const drawn = join(folder, 'face.png'), film = join(folder, 'face.mjpeg')
  execFileSync(program, ['synth', 'portrait', '--out', drawn, '--birth-year', who.born.slice(-4)])
  const studio = await browser.newPage()
  const frame = await studio.evaluate(async (png) => {
    const picture = new Image()
    picture.src = 'data:image/png;base64,' + png
    await picture.decode()
    const canvas = document.createElement('canvas')
    canvas.width = 1280
    canvas.height = 720
    const width = (720 * picture.width) / picture.height
    canvas.getContext('2d')?.drawImage(picture, (1280 - width) / 2, 0, width, 720)
    return canvas.toDataURL('image/jpeg', 0.95).split(',')[1] ?? ''
  }, readFileSync(drawn).toString('base64'))
  await studio.close()
  writeFileSync(film, Buffer.concat(Array.from({ length: 30 }, () => Buffer.from(frame, 'base64'))))
  const own = await chromium.launch({
    executablePath: process.env.KTPEL_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream', '--use-file-for-fake-video-capture=' + film],
  })
  try {
    const alone = new Staff(own, town)
    const page = await alone.before('counter', 'operator', '/perekaman/' + number)
    await doPrimary(page, 'Data sesuai')
    await onStep(page, 'Foto')
    await page.keyboard.press('Alt+k')
    await expect(page.locator('video')).toBeVisible()
    // Good for a second: the shot takes itself.
    await expect(page.locator('.photo-frame img')).toBeVisible({ timeout: 60_000 })
    await keepPicture(page, 'perekaman-2-foto-kamera-peramban')
    await page.keyboard.press('F7')
    await expect(page.locator('video')).toBeVisible()
    await page.keyboard.press('F8')
    await expect(page.locator('.photo-frame img')).toBeVisible()
    await doPrimary(page, 'Pakai foto ini')
    await onStep(page, 'Tanda tangan')
    await sign(page, 'Kotak tanda tangan penduduk')
    expect(alone.complaints).toEqual([])
    await alone.goHome()
  } finally {
    await own.close()
    rmSync(folder, { recursive: true, force: true })
  }
  await staff.goHome()
})

class LightsOut extends Error {}

test('T5 a power cut at each step of a recording costs the step in hand at most, and another person is noticed', async ({ browser, town }) => {
  test.setTimeout(480_000)
  const who: Person = await town.newcomer()
  const other = await town.newcomer()
  const counter = new Staff(browser, town)
  const number = await intake(counter, who)
  await counter.goHome()
  for (const [done, dark] of ['Biodata', 'Foto', 'Tanda tangan', 'Sidik jari', 'Iris', 'Verifikasi', 'Pernyataan', 'Pengesahan'].entries()) {
    const staff = new Staff(browser, town)
    await expect(capture(staff, number, who, 'counter', async (page, step) => {
      if (step !== dark) return
      await expect(page.locator('.rail-step').filter({ hasText: '✓' })).toHaveCount(done)
      throw new LightsOut()
    })).rejects.toThrow(LightsOut)
    await staff.goHome() // the officer's machine is as dark as the office's
    await town.stage('/stage/power', { site: 'counter' })
  }
  const staff = new Staff(browser, town)
  await town.seat(other.nik)
  const page = await staff.before('counter', 'operator', '/meja')
  const row = page.locator('.act-list tbody tr').filter({ hasText: who.name })
  await expect(row).toContainText('belum selesai')
  await row.focus()
  await doPrimary(page, 'Lanjutkan')
  await onStep(page, 'Biodata')
  await doPrimary(page, 'Data sesuai')
  await expect(page.getByText('Pastikan orangnya sama')).toBeVisible()
  await isForEverybody(page)
  await keepPicture(page, 'perekaman-orang-sama')
  await page.keyboard.press('F8')
  await expect(page.locator('.error')).toContainText('tidak cocok dengan jari yang sudah direkam', { timeout: 60_000 })
  await isForEverybody(page)
  await keepPicture(page, 'perekaman-orang-lain')
  // Loaded anew it asks the same: the one who does not belong there cannot be gone round.
  await page.reload()
  await expect(page.getByText('Pastikan orangnya sama')).toBeVisible()
  await capture(staff, number, who)
  await stands(staff, number, 'PRINT_READY_RECORD')
  expect(staff.complaints).toEqual([])
  await staff.goHome()
})
