// GET /api/old-cards/kept: old cards from the drawer of the counter to the ash at the Dinas (6e, 7d, 7f).
import type { Words } from '../../words/words'

export type Place = 'kept' | 'on-its-way' | 'missed' | 'at-dinas'
export interface KeptCard {
  application: string; nik: string; name: string; office: string; kind: string; number: string
  withdrawn: string; by: string; receipt: string; place: Place; list: string
}
export const cardId = (one: KeptCard) => one.application
export const cardText = (one: KeptCard) => `${one.name} ${one.nik} ${one.number} ${one.list}`
/** What the applicant brought, as the kind of application says (7d, 7f). */
export const sortWords = (t: Words, one: KeptCard) => t('ktp_lama.jenis_' + (one.kind === 'late' ? 'kertas' : one.kind === 'damaged' ? 'rusak' : 'elektronik'))
/** The card whose old number, NIK or name was scanned or typed. */
export const cardOf = (cards: KeptCard[], text: string) => {
  const sought = text.trim().toUpperCase()
  return cards.find((one) => one.number.toUpperCase() === sought || one.nik === sought.replace(/\D/g, '') || one.receipt.toUpperCase() === sought)
}
