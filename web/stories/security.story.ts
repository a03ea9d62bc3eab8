// What the pages promise beside their acts: headers, forged requests, a session that ends in the middle of an act,
// nothing of anybody left in the browser, and a program that is away for a moment.
import { expect, logIn, logOut, opened, test, type Place } from './town'

test.use({ townOf: 'security' })
const places: Place[] = ['counter', 'dinas', 'center']

test('every answer carries the headers that browsers obey', async ({ page, town }) => {
  for (const place of places) {
    const script = await page.request.get(town.address(place) + '/').then(async (answer) => /assets\/[^"]+\.js/.exec(await answer.text())?.[0])
    for (const path of ['/', '/masuk', '/' + script, '/api/site', '/api/me', '/no-such-page']) {
      const answer = await page.request.get(town.address(place) + path)
      const headers = answer.headers(), where = `${place} ${path}`
      expect(headers['content-security-policy'], where).toContain("default-src 'self'")
      expect(headers['content-security-policy'], where).toContain("frame-ancestors 'none'")
      expect(headers['content-security-policy'], where).not.toMatch(/script-src[^;]*unsafe/)
      expect(headers['x-content-type-options'], where).toBe('nosniff')
      expect(headers['x-frame-options'], where).toBe('DENY')
      expect(headers['referrer-policy'], where).toBe('no-referrer')
      expect(headers['permissions-policy'], where).toContain('microphone=()')
      if (path.startsWith('/api')) expect(headers['cache-control'], where).toBe('no-store')
    }
  }
})

test('a request that another page forges does nothing', async ({ page, town }) => {
  for (const place of places) {
    await logIn(page, town, place, 'supervisor')
    const cookies = await page.context().cookies(town.address(place))
    expect(cookies.map((one) => [one.httpOnly, one.sameSite, one.secure])).toEqual([[true, 'Strict', place === 'center']])
    // The browser's cookie goes along, the word of the page does not.
    const forged = await page.request.post(town.address(place) + '/api/officers', { data: { name: 'penyusup' } })
    expect(forged.status()).toBe(403)
    const wrong = await page.request.post(town.address(place) + '/api/logout', { data: {}, headers: { 'x-ktpel-csrf': 'ditebak' } })
    expect(wrong.status()).toBe(403)
    await page.reload()
    await opened(page)
    // Nobody reads the session's cookie with a script.
    expect(await page.evaluate(() => document.cookie)).toBe('')
    await logOut(page)
  }
})

test('a session that ends in the middle of an act costs a log-in, and no typing', async ({ page, town }) => {
  const who = await town.newcomer()
  await logIn(page, town, 'counter', 'pelayanan')
  await page.goto(town.address('counter') + '/permohonan/baru?nik=' + who.nik)
  const paper = page.getByRole('checkbox', { name: /Fotokopi KK/ })
  await expect(paper).toBeFocused()
  const kept = page.waitForResponse((answer) => answer.url().includes('/api/drafts') && answer.request().method() === 'PUT')
  await page.keyboard.press('Space')
  await kept
  await page.context().clearCookies()
  await page.keyboard.press('Enter')
  await expect(page.getByText('masuk lagi', { exact: false })).toBeVisible()
  await expect(page.getByLabel('Nama petugas')).toHaveValue('pelayanan')
  await page.getByLabel('Kata sandi', { exact: true }).fill(town.said.password)
  await page.keyboard.press('Enter')
  await expect(page.locator('.act .about')).toContainText(who.name)
  await expect(paper).toBeChecked()
})

test('after log-out nothing of anybody is left in the browser', async ({ page, town }) => {
  const who = await town.newcomer()
  await logIn(page, town, 'counter', 'pelayanan')
  await page.keyboard.type(who.nik)
  await expect(page.getByRole('checkbox', { name: /Fotokopi KK/ })).toBeFocused()
  await page.keyboard.press('Space')
  await page.keyboard.press('Enter')
  await expect(page.locator('.ticket .number')).toBeVisible()
  await page.keyboard.press('F2')
  await page.keyboard.type(who.nik)
  await page.keyboard.press('Enter')
  await expect(page.locator('.page').getByText(who.name).first()).toBeVisible()
  // Nobody finds him in the browser's history either.
  expect(page.url()).not.toContain(who.nik)
  await page.goto(town.address('counter') + '/cari?q=' + who.nik)
  await expect(page.locator('.page').getByText(who.name).first()).toBeVisible()
  expect(page.url()).not.toContain(who.nik)
  await page.getByRole('button', { name: /Petugas pelayanan/ }).click()
  await page.getByRole('menuitem', { name: 'Keluar' }).click()
  await expect(page).toHaveURL(/\/masuk$/)
  const left = await page.evaluate(async () => {
    const all: Record<string, string> = { local: JSON.stringify(localStorage), session: JSON.stringify(sessionStorage), databases: JSON.stringify(await indexedDB.databases()), cookies: document.cookie }
    for (const name of await caches.keys()) {
      const cache = await caches.open(name)
      for (const request of await cache.keys()) all[request.url] = (await (await cache.match(request))?.text()) ?? ''
    }
    return all
  })
  for (const [where, text] of Object.entries(left)) {
    expect(text.includes(who.nik), where).toBe(false)
    expect(text.includes(who.name), where).toBe(false)
    expect(where).not.toContain('/api/')
  }
  expect(left.databases).toBe('[]')
  expect(Object.keys(JSON.parse(left.local ?? '{}') as object)).toEqual(['ktpel.preferences'])
  // The way back shows no page of the officer who went.
  await page.goBack()
  await expect(page.getByLabel('Nama petugas')).toBeVisible()
  await expect(page.locator('.shell')).toHaveCount(0)
})

test('a desk that is left alone locks itself, and opens where it was', async ({ page, town }) => {
  await page.clock.install()
  await logIn(page, town, 'counter', 'pelayanan')
  await page.goto(town.address('counter') + '/ktp-lama')
  await expect(page.locator('.page h1')).toContainText('KTP lama')
  await page.clock.fastForward('04:30')
  await page.keyboard.press('Shift')
  await page.clock.fastForward('04:30')
  await expect(page.locator('.page h1')).toContainText('KTP lama')
  await page.clock.fastForward('00:40')
  await expect(page.getByText('Terkunci. pelayanan dapat membuka')).toBeVisible()
  await expect(page.locator('.shell')).toHaveCount(0)
  await expect(page.getByLabel('Kata sandi', { exact: true })).toBeFocused()
  await page.keyboard.type(town.said.password)
  await page.keyboard.press('Enter')
  await expect(page.locator('.page h1')).toContainText('KTP lama')
  // Another officer begins at his own list.
  await page.keyboard.press('Alt+l')
  await page.getByLabel('Nama petugas').fill('operator')
  await page.getByLabel('Kata sandi', { exact: true }).fill(town.said.password)
  await page.keyboard.press('Enter')
  await expect(page.locator('.page h1')).toContainText('Meja perekaman')
})

test('while the office program is away the page says so, also when it is loaded anew', async ({ page, town }) => {
  await logIn(page, town, 'counter', 'pelayanan')
  await page.evaluate(async () => void (await navigator.serviceWorker.ready))
  await page.reload()
  await opened(page)
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true)
  await page.context().setOffline(true)
  await page.reload()
  await expect(page.getByRole('alert')).toContainText('0001')
  await page.context().setOffline(false)
  await expect(page.locator('h1')).toContainText('Loket hari ini')
  await expect(page.getByRole('alert')).toHaveCount(0)
})
