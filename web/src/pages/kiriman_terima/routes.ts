import { register } from '../../shell/help'
import type { RoleName } from '../../api/types'
import type { PageRoute } from '../route'

const roles: RoleName[] = ['service-officer', 'supervisor']
register('/kiriman', {
  title: 'terima_kiriman.judul',
  steps: ['terima_kiriman.bantuan_1', 'terima_kiriman.bantuan_2', 'terima_kiriman.bantuan_3'],
  keys: [['Space', 'terima_kiriman.tombol_ada']],
  codes: ['4404', '4405'],
  roles,
})

const routes: PageRoute[] = [
  { path: '/kiriman', roles, site: 'office', page: () => import('../kiriman/Arrivals') },
]
export default routes
