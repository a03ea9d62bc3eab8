// Numbers, days and times as an Indonesian office writes them (screens.md 1.15).

/** 990101 450868 0002; anything that is no NIK stays as it is. */
export const nik = (digits: string) => (/^\d{16}$/.test(digits) ? `${digits.slice(0, 6)} ${digits.slice(6, 12)} ${digits.slice(12)}` : digits)
/** …0002: as lists show it. */
export const nikTail = (digits: string) => '…' + digits.slice(-4)
/** Digits alone, without spaces or invisible characters, as pasted or scanned. */
export const digitsOf = (text: string) => text.replace(/\D/g, '')

const zones: Record<number, string> = { 7: 'WIB', 8: 'WITA', 9: 'WIT' }
const two = (n: number) => String(n).padStart(2, '0')
/** Hours east of Greenwich of the office that is shown; set once, from GET /api/site. */
let east = 7
export const setHoursEast = (hours: number) => void (east = hours)
let english = false
/** Names of days and units follow the language of the pages; digits stay as an Indonesian office writes them. */
export const setFormatLanguage = (language: 'id' | 'en') => void (english = language === 'en')

const local = (iso: string | number | Date) => new Date(new Date(iso).getTime() + east * 3600_000)
/** 14.05 WIB */
export const time = (iso: string | number | Date) => `${clock(iso)} ${zones[east] ?? ''}`.trim()
/** 14.05 */
export const clock = (iso: string | number | Date) => {
  const d = local(iso)
  return `${two(d.getUTCHours())}.${two(d.getUTCMinutes())}`
}
/** 14.05.09 */
export const clockSeconds = (iso: string | number | Date) => `${clock(iso)}.${two(local(iso).getUTCSeconds())}`
/** 23-11-2026 */
export const day = (iso: string | number | Date) => {
  const d = local(iso)
  return `${two(d.getUTCDate())}-${two(d.getUTCMonth() + 1)}-${d.getUTCFullYear()}`
}
/** 23-11-2026 14.05 WIB */
export const dayTime = (iso: string | number | Date) => `${day(iso)} ${time(iso)}`

const months = ['Januari', 'Februari', 'Maret', 'April', 'Mei', 'Juni', 'Juli', 'Agustus', 'September', 'Oktober', 'November', 'Desember']
const weekdays = ['Minggu', 'Senin', 'Selasa', 'Rabu', 'Kamis', 'Jumat', 'Sabtu']
const englishMonths = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December']
const englishWeekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
/** Senin, 23 November 2026 */
export const longDay = (iso: string | number | Date) => {
  const d = local(iso)
  return `${(english ? englishWeekdays : weekdays)[d.getUTCDay()]}, ${d.getUTCDate()} ${(english ? englishMonths : months)[d.getUTCMonth()]} ${d.getUTCFullYear()}`
}

/** 1.250 and 0,5 */
export const number = (n: number, digits = 0) => n.toLocaleString('id-ID', { minimumFractionDigits: digits, maximumFractionDigits: digits })
/** 1.42: minutes and seconds, as the SOP clock says it. */
export const minutes = (ms: number) => `${Math.floor(ms / 60000)}.${two(Math.floor((ms % 60000) / 1000))}`
/** "4 mnt", "3 jam", "2 hari": an age in one word and a number. */
export const age = (ms: number) => {
  const m = Math.floor(ms / 60000)
  const [minute, hour, days] = english ? ['min', 'h', 'days'] : ['mnt', 'jam', 'hari']
  return m < 1 ? `< 1 ${minute}` : m < 60 ? `${m} ${minute}` : m < 48 * 60 ? `${Math.floor(m / 60)} ${hour}` : `${number(Math.floor(m / 1440))} ${days}`
}
/** 1,2 MB */
export const bytes = (n: number) => (n < 1000 ? `${n} B` : n < 1e6 ? `${number(n / 1000)} kB` : `${number(n / 1e6, 1)} MB`)

/** "05081968" or "5-8-1968" as DD-MM-YYYY; null if it is no day of the calendar. */
export function parseDay(text: string): string | null {
  const digits = digitsOf(text)
  const parts = /^\d{8}$/.test(digits) ? [digits.slice(0, 2), digits.slice(2, 4), digits.slice(4)] : text.trim().split(/[-/. ]/)
  if (parts.length !== 3) return null
  const [d, m, y] = parts.map(Number) as [number, number, number]
  const date = new Date(Date.UTC(y, m - 1, d))
  if (y < 1850 || y > 2200 || date.getUTCDate() !== d || date.getUTCMonth() !== m - 1) return null
  return `${two(d)}-${two(m)}-${y}`
}

/** what hangs on the wall. `kind` is A (application), P (priority) or K (card to collect). */
export const queue = (number: number, kind: string) => `${kind}-${String(number).padStart(3, '0')}`
export const kindOfLane = (lane: string) => (lane === 'regular' ? 'A' : 'P')
