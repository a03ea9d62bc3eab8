import { register } from '../../shell/help'
import type { PageRoute } from '../route'

register('/antrian', {
  title: 'antrian.judul',
  steps: ['antrian.bantuan_1', 'antrian.bantuan_2', 'antrian.bantuan_3'],
  keys: [['F4', 'antrian.panggil_berikutnya'], ['Alt+U', 'antrian.panggil_lagi'], ['Alt+H', 'antrian.tidak_hadir'], ['Alt+J', 'antrian.ganti_meja']],
  codes: ['0001'],
})

const routes: PageRoute[] = [
  { path: '/antrian', roles: ['service-officer', 'operator', 'support', 'supervisor'], site: 'office', page: () => import('./Queue') },
]
export default routes
