import { register } from '../../shell/help'
import type { PageRoute } from '../route'

register('/serah-terima', {
  title: 'serah_terima.judul',
  steps: ['serah_terima.bantuan_1', 'serah_terima.bantuan_2', 'serah_terima.bantuan_3'],
  keys: [['F4', 'antrian.panggil_berikutnya'], ['F9', 'permohonan.cetak_lagi']],
  codes: ['5104', '1106'],
})

const routes: PageRoute[] = [
  { path: '/serah-terima', roles: ['support', 'service-officer'], site: 'office', page: () => import('./Ready') },
  { path: '/serah-terima/:number', roles: ['support', 'service-officer'], site: 'office', page: () => import('./HandOver') },
]
export default routes
