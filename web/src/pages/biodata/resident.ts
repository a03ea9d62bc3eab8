// The code lists of the population forms, from the files that the programs read.
import bloods from '../../../../data/code_lists/golongan_darah.csv?raw'
import occupations from '../../../../data/code_lists/pekerjaan.csv?raw'
import religions from '../../../../data/code_lists/agama.csv?raw'
import roles from '../../../../data/code_lists/shdk.csv?raw'
import maritals from '../../../../data/code_lists/status_perkawinan.csv?raw'

/** The third column of the lines of 2010, in their order. */
const namesOf = (csv: string) => csv.trim().split('\n').slice(1).map((line) => line.split(',')).filter((cells) => cells[0] === '2010').map((cells) => cells[2] ?? '').filter(Boolean)

export const lists = { religion: namesOf(religions), marital: namesOf(maritals), occupation: namesOf(occupations), blood: namesOf(bloods), role: namesOf(roles) }

export interface ResidentForm {
  family_card: string; role: string; name: string; birthplace: string; born: string; sex: string; blood: string; street: string; rt: string; rw: string
  village: string; religion: string; marital: string; occupation: string; mother: string; father: string; permit_until: string
}
export const emptyForm: ResidentForm = {
  family_card: '', role: '', name: '', birthplace: '', born: '', sex: '', blood: '', street: '', rt: '', rw: '',
  village: '', religion: '', marital: '', occupation: '', mother: '', father: '', permit_until: '',
}
/** What the center needs before it gives a NIK. */
export const required: (keyof ResidentForm)[] = ['family_card', 'name', 'birthplace', 'born', 'sex', 'street', 'rt', 'rw', 'village', 'religion', 'marital', 'occupation']
