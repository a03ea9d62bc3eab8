// The resident's screen beside the desk: what it shows, and what the resident answers there (screens.md 5).
import { useEffect } from 'react'
import { put } from '../api/client'
import { useHeard } from '../api/use'

export type ScreenState = 'idle' | 'biodata' | 'photo' | 'signature' | 'fingers' | 'iris' | 'verify' | 'statement' | 'done' | 'pickup'
export interface ScreenData {
  step?: number
  steps?: number
  rows?: { key: string; label: string; value: string }[]
  /** The row that is being read. */
  at?: number
  picture?: string
  strokes?: [number, number][][]
  /** The resident may sign now (the statement was read). */
  ink?: boolean
  /** Fingers to lay on, fingers that are left out. */
  lit?: number[]
  absent?: number[]
  hint?: string
  words?: string
  text?: string
}
export interface Shown { state: ScreenState; data: ScreenData }
export interface Answer { state: ScreenState; answer: 'right' | 'wrong' | 'help'; lines: string[] }

/** Shows the same there; a screen that is not there does not stop the work. */
export function useResidentScreen(shown: Shown) {
  const text = JSON.stringify(shown)
  useEffect(() => {
    const timer = setTimeout(() => void put('/api/screen', JSON.parse(text)).catch(() => undefined), 50)
    return () => clearTimeout(timer)
  }, [text])
}
/** The screen is blank again when the operator leaves the act. */
export const blankScreen = () => void put('/api/screen', { state: 'idle', data: {} }).catch(() => undefined)

/** What the resident draws on the screen beside the desk, while it is drawn: all strokes each time. */
export function useResidentInk(heard: (strokes: [number, number][][]) => void) {
  useHeard((event, data) => {
    if (event !== 'ink') return
    try {
      const ink = JSON.parse(data) as { station: string; strokes: [number, number][][] }
      if (ink.station === '1') heard(ink.strokes)
    } catch {
      // no ink
    }
  })
}

export function useResidentAnswer(heard: (answer: Answer) => void) {
  useHeard((event, data) => {
    if (event !== 'screen') return
    try {
      heard(JSON.parse(data) as Answer)
    } catch {
      // another station's word that no page understands
    }
  })
}
