import { register } from '../../shell/help'
import type { RoleName } from '../../api/types'
import type { PageRoute } from '../route'

const roles: RoleName[] = ['service-officer', 'dinas-admin', 'supervisor']
register('/pengembalian', {
  title: 'pengembalian_kantor.judul',
  steps: ['pengembalian_kantor.bantuan_1', 'pengembalian_kantor.bantuan_2', 'pengembalian_kantor.bantuan_3'],
  codes: ['5105'],
  roles,
})

const routes: PageRoute[] = [{ path: '/pengembalian', roles, site: 'office', page: () => import('./Returns') }]
export default routes
