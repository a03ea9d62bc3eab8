import { register } from '../../shell/help'
import type { PageRoute } from '../route'

register('/antrian', {
  title: 'antrian.judul',
  steps: ['antrian.bantuan_1', 'antrian.bantuan_2', 'antrian.bantuan_3'],
  keys: [['F4', 'antrian.panggil_berikutnya'], ['Alt+U', 'antrian.panggil_lagi'], ['Alt+H', 'antrian.tidak_hadir'], ['Alt+Z', 'antrian.tombol_batalkan'], ['Alt+J', 'antrian.ganti_meja']],
  codes: ['0001', '1301', '1307', '1350', '1351'],
})

const routes: PageRoute[] = [
  { path: '/antrian', roles: ['service-officer', 'operator', 'support', 'supervisor'], site: 'office', page: () => import('./Queue') },
]
export default routes
