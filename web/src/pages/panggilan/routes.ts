import { register } from '../../shell/help'
import type { PageRoute } from '../route'

register('/panggilan', {
  title: 'menu.panggilan',
  steps: ['panggilan.bantuan_1', 'panggilan.bantuan_2', 'panggilan.bantuan_3'],
  keys: [['Space', 'panggilan.tombol_pilih'], ['/', 'daftar.saring'], ['F9', 'permohonan.cetak_lagi']],
})

const routes: PageRoute[] = [
  { path: '/panggilan', roles: ['service-officer', 'supervisor'], site: 'office', page: () => import('./CallUp') },
]
export default routes
