// The stock of blanks as GET /api/stock and its neighbours tell it.

export interface Account {
  opening: number; received: number; good: number; spoilt: number; returned: number; destroyed: number; missing: number
  failed_later: number; closing: number
}
export interface Stock {
  keeps_stock: boolean
  counts: Record<string, number>
  in_safe: string[]
  with_me: string[]
  account: Account
  forecast: { stock: number; backlog: number; per_day: number; per_card: number; days_left: number | null; short_of: number }
}
export interface Spoilage { items: { serial: string; cause: string; application: string; time: string }[]; causes: { cause: string; count: number }[] }
export interface ClosedDays { items: { day: string; counted: number; by: [string, string]; account: Account }[] }
export interface BlankEvent { kind: string; time: string; actor: string; site: string; subject: string }
export interface Blank { serial: string; site: string; state: string; label: string; history: BlankEvent[] }

const most = 10_000
/** How many blanks lie between two serials, both included; null if they do not follow each other. */
export function rangeSize(first: string, last: string): number | null {
  const cut = (serial: string) => /^(.*?)(\d+)$/.exec(serial.trim())
  const a = cut(first), b = cut(last || first)
  if (!a || !b || a[1] !== b[1] || a[2]?.length !== b[2]?.length) return null
  const size = Number(BigInt(b[2] as string) - BigInt(a[2] as string)) + 1
  return size >= 1 && size <= most ? size : null
}

/** Serials as an officer says them: "990000001 – 990000100", one by one where they do not follow each other. */
export function rangesOf(serials: string[]): { first: string; last: string; size: number }[] {
  const ranges: { first: string; last: string; size: number }[] = []
  for (const serial of serials) {
    const open = ranges.at(-1)
    if (open && rangeSize(open.first, serial) === open.size + 1) Object.assign(open, { last: serial, size: open.size + 1 })
    else ranges.push({ first: serial, last: serial, size: 1 })
  }
  return ranges
}

/** The application that a card was made for last; null if the serial was never one. */
export const cardOf = (blank: Blank) => [...blank.history].reverse().find((event) => event.kind === 'card-proved')?.subject ?? null
