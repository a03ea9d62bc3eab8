// The desk of this browser, and calling the next number to it (F4). The desk is chosen once a session; it is no
// personal data.
import { useSyncExternalStore } from 'react'

export type Wanted = '' | 'A' | 'K'
export interface Desk { name: string; /** Which numbers this desk calls; empty: all. */ wanted: Wanted }

const place = 'ktpel.desk'
function read(): Desk {
  try {
    return { name: '', wanted: '', ...(JSON.parse(sessionStorage.getItem(place) ?? '{}') as Partial<Desk>) }
  } catch {
    return { name: '', wanted: '' }
  }
}
let desk = read()
const listeners = new Set<() => void>()

export function setDesk(change: Partial<Desk>) {
  desk = { ...desk, ...change }
  try {
    sessionStorage.setItem(place, JSON.stringify(desk))
  } catch {
    // A browser that keeps nothing: the desk lasts as long as the page.
  }
  listeners.forEach((tell) => tell())
}
export const useDesk = () => useSyncExternalStore((tell) => { listeners.add(tell); return () => listeners.delete(tell) }, () => desk)

let caller: (() => void) | null = null
/** The strip of the shell does the calling; pages ask it to. */
export function answerCalls(doing: () => void): () => void {
  caller = doing
  return () => { if (caller === doing) caller = null }
}
export const callNext = () => caller?.()
