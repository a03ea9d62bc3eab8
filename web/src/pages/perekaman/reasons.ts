// Why a picture is not good, in the words of screens.md 4: what the program finds, and what this page finds itself.
import type { Words } from '../../words/words'

/** As screens.md 4 names them. */
export type Reason =
  | 'finger_dry' | 'finger_wet' | 'finger_small_area' | 'finger_moved' | 'finger_dirty' | 'finger_off_edge' | 'finger_missing'
  | 'face_dark' | 'face_bright' | 'face_uneven' | 'face_blur' | 'background_wrong' | 'sign_short' | 'good'

/** What biometric/finger/quality.cpp says, worst first. */
const ofQuality: Record<string, Reason> = {
  small_area: 'finger_small_area', too_dry: 'finger_dry', too_wet: 'finger_wet', blurred: 'finger_moved', low_clarity: 'finger_dirty', few_minutiae: 'finger_off_edge',
}
export const reasonOf = (name: string): Reason | undefined => ofQuality[name]

const icons: Record<Reason, string> = {
  finger_dry: '💧', finger_wet: '🚱', finger_small_area: '◐', finger_moved: '≋', finger_dirty: '▤', finger_off_edge: '→', finger_missing: '✋',
  face_dark: '☀', face_bright: '☀', face_uneven: '☀', face_blur: '≋', background_wrong: '▦', sign_short: '✎', good: '●',
}
export const iconOf = (reason: Reason) => icons[reason]
export type Values = Record<string, string | number>
export const operatorWords = (t: Words, reason: Reason, values?: Values) => t('petunjuk.' + reason, values)
/** "" where the resident can do nothing about it. */
export const residentWords = (t: Words, reason: Reason) => t('petunjuk.warga.' + reason)
