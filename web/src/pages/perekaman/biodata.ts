// The fields that are read to the resident (SOP 1), in the order of the card. Codes are those of the registry.
import { nik } from '../../words/format'
import type { Words } from '../../words/words'

export interface Biodata {
  nik: string; family_card: string; name: string; birthplace: string; born: string; sex: 'male' | 'female'; blood: number
  address: { street: string; rt: number; rw: number; village: string; subdistrict: string; district: string; province: string }
  religion: number; marital: number; occupation: string; citizenship: number; permit_until?: string
}
export interface Row { key: string; label: string; value: string }

const bloods = ['A', 'B', 'AB', 'O', 'A+', 'A-', 'B+', 'B-', 'AB+', 'AB-', 'O+', 'O-', '–']
const three = (n: number) => String(n).padStart(3, '0')

export function rowsOf(t: Words, who: Biodata): Row[] {
  const at = who.address
  const values: [string, string][] = [
    ['nik', nik(who.nik)], ['name', who.name], ['born', `${who.birthplace}, ${who.born}`], ['sex', t('biodata.kelamin.' + who.sex)],
    ['blood', bloods[who.blood - 1] ?? '–'], ['street', at.street], ['rt_rw', `${three(at.rt)}/${three(at.rw)}`], ['village', at.village],
    ['subdistrict', `${at.subdistrict}, ${at.district}`], ['religion', t('biodata.agama.' + who.religion)], ['marital', t('biodata.kawin.' + who.marital)],
    ['occupation', who.occupation], ['citizenship', t('biodata.warga.' + who.citizenship) + (who.permit_until ? ` (${who.permit_until})` : '')], ['family_card', who.family_card],
  ]
  return values.map(([key, value]) => ({ key, label: t('biodata.isian.' + key), value }))
}
/** Red for the odd years, blue for the even ones (Perpres 26/2009). */
export const backdropOf = (born: string): 'red' | 'blue' => (Number(born.slice(-1)) % 2 === 1 ? 'red' : 'blue')
