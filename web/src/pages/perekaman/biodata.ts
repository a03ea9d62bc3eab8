// The fields that are read to the resident (SOP 1): the office names them in the order of the reading.
import { nik } from '../../words/format'
import type { Words } from '../../words/words'

/** GET /api/applications/{number}/biodata. */
export interface ReadOut { fields: { key: string; value: string }[]; born_year: number; statement: string }
export interface Row { key: string; label: string; value: string }

export const rowsOf = (t: Words, who: ReadOut): Row[] =>
  who.fields.map(({ key, value }) => ({ key, label: t('perekaman.isian.' + key), value: key === 'nik' ? nik(value) : value || '–' }))
/** Red for the odd years, blue for the even ones. */
export const backdropOf = (year: number): 'red' | 'blue' => (year % 2 === 1 ? 'red' : 'blue')
