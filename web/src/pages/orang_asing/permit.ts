// Days as DD-MM-YYYY, without a time of day.

const number = (day: string) => {
  const [d, m, y] = day.split('-').map(Number) as [number, number, number]
  return Date.UTC(y, m - 1, d)
}
/** True if `day` was before `today`: a paper is good on its last day. */
export const isPast = (day: string, today: string) => number(day) < number(today)

/** The day that lies `days` after `day`; before it if negative. */
export function dayAfter(day: string, days: number): string {
  const there = new Date(number(day) + days * 86_400_000)
  const two = (n: number) => String(n).padStart(2, '0')
  return `${two(there.getUTCDate())}-${two(there.getUTCMonth() + 1)}-${there.getUTCFullYear()}`
}
