// How an officer likes the pages; nothing of a resident. Kept in the browser, the only thing that is.
import { useSyncExternalStore } from 'react'
import type { Language } from '../words/words'

export interface Preferences {
  language: Language
  /** Per cent of the usual text size. */
  text: 100 | 125 | 150 | 200
  contrast: 'normal' | 'high'
  /** The next step opens by itself after a step that went well. */
  stepsByThemselves: boolean
  /** Single letters as keys in viewers (WCAG 2.1.4). */
  letterKeys: boolean
  /** The capture page's rail at the right. */
  leftHanded: boolean
  /** Guides that were read, by role. */
  guided: string[]
}
const first: Preferences = { language: 'id', text: 100, contrast: 'normal', stepsByThemselves: true, letterKeys: true, leftHanded: false, guided: [] }
const place = 'ktpel.preferences'

function read(): Preferences {
  try {
    return { ...first, ...(JSON.parse(localStorage.getItem(place) ?? '{}') as Partial<Preferences>) }
  } catch {
    return first
  }
}
let kept = read()
const listeners = new Set<() => void>()

export function setPreferences(change: Partial<Preferences>) {
  kept = { ...kept, ...change }
  try {
    localStorage.setItem(place, JSON.stringify(kept))
  } catch {
    // A browser that keeps nothing: they last as long as the page.
  }
  listeners.forEach((tell) => tell())
}
export const usePreferences = () =>
  useSyncExternalStore((tell) => { listeners.add(tell); return () => listeners.delete(tell) }, () => kept)
