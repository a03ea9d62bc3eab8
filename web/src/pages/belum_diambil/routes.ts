import { register } from '../../shell/help'
import type { PageRoute } from '../route'

register('/belum-diambil', {
  title: 'menu.belum_diambil',
  steps: ['belum_diambil.bantuan_1', 'belum_diambil.bantuan_2', 'belum_diambil.bantuan_3'],
  keys: [['Space', 'belum_diambil.tombol_pilih'], ['Alt+A', 'belum_diambil.pilih_semua'], ['F9', 'permohonan.cetak_lagi']],
})

const routes: PageRoute[] = [
  { path: '/belum-diambil', roles: ['service-officer', 'support', 'supervisor'], site: 'office', page: () => import('./Uncollected') },
]
export default routes
