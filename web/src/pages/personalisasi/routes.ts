import { register } from '../../shell/help'
import type { PageRoute } from '../route'

register('/personalisasi', {
  title: 'personalisasi.judul',
  steps: ['personalisasi.bantuan_1', 'personalisasi.bantuan_2', 'personalisasi.bantuan_3'],
  keys: [['Space', 'personalisasi.pilih'], ['Alt+A', 'personalisasi.pilih_semua']],
  codes: ['4101', '4102', '4103', '4114', '5205'],
})

const routes: PageRoute[] = [{ path: '/personalisasi', roles: ['dinas-admin'], site: 'office', page: () => import('./ReadyToPrint') }]
export default routes
