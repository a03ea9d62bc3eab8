import { register } from '../../shell/help'
import type { PageRoute } from '../route'

register('/kiriman', {
  title: 'kiriman_dinas.judul',
  steps: ['kiriman_dinas.bantuan_1', 'kiriman_dinas.bantuan_2', 'kiriman_dinas.bantuan_3'],
  keys: [['F9', 'kiriman_dinas.cetak_manifes']],
  codes: ['4401', '4402', '4403', '5214'],
  roles: ['dinas-admin'],
})

const routes: PageRoute[] = [{ path: '/kiriman', roles: ['dinas-admin'], site: 'office', page: () => import('./Shipping') }]
export default routes
