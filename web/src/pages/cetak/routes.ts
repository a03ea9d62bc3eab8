import { register } from '../../shell/help'
import type { PageRoute } from '../route'

register('/cetak', {
  title: 'cetak.judul',
  steps: ['cetak.bantuan_1', 'cetak.bantuan_2', 'cetak.bantuan_3', 'cetak.bantuan_4'],
  keys: [['F9', 'cetak.buka_cetak'], ['Alt+R', 'cetak.rusak']],
  codes: ['4103', '4108', '4109', '4110', '4111', '4112', '4113', '5205', '5203'],
})

const routes: PageRoute[] = [{ path: '/cetak/:number', roles: ['dinas-admin'], site: 'office', page: () => import('./PrintCard') }]
export default routes
