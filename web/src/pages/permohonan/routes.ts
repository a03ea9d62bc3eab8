import { register } from '../../shell/help'
import type { PageRoute } from '../route'

register('/permohonan/baru', {
  title: 'permohonan.judul',
  steps: ['permohonan.bantuan_1', 'permohonan.bantuan_2', 'permohonan.bantuan_3', 'permohonan.bantuan_4'],
  keys: [['Space', 'permohonan.tombol_centang'], ['F8', 'permohonan.tombol_pindai'], ['1–7', 'permohonan.tombol_jenis'], ['Alt+T', 'permohonan.simpan'], ['F9', 'permohonan.cetak_lagi']],
  codes: ['1115', '1104', '1107', '1108', '1109', '1110', '1101', '1103'],
})
register('/permohonan', {
  title: 'permohonan.satu',
  steps: ['permohonan.bantuan_riwayat_1', 'permohonan.bantuan_riwayat_2'],
  keys: [['F9', 'permohonan.cetak_lagi'], ['Alt+X', 'permohonan.batalkan'], ['Alt+R', 'permohonan.cetak_riwayat']],
  codes: ['1105', '1106', '1111'],
})

const routes: PageRoute[] = [
  { path: '/permohonan/baru', roles: ['service-officer', 'supervisor'], site: 'office', page: () => import('./Intake') },
  { path: '/permohonan/:number', roles: 'anybody', site: 'both', page: () => import('./ApplicationPage') },
]
export default routes
