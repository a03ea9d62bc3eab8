import { register } from '../../shell/help'
import type { PageRoute } from '../route'

register('/ktp-lama', {
  title: 'menu.ktp_lama',
  steps: ['ktp_lama.bantuan_1', 'ktp_lama.bantuan_2', 'ktp_lama.bantuan_3'],
  keys: [['Space', 'ktp_lama.tombol_lubang'], ['/', 'daftar.saring'], ['F9', 'permohonan.cetak_lagi']],
})

const routes: PageRoute[] = [
  { path: '/ktp-lama', roles: ['service-officer', 'supervisor'], site: 'office', page: () => import('./OldCards') },
]
export default routes
