import { register } from '../../shell/help'
import type { PageRoute } from '../route'
import type { RoleName } from '../../api/types'

register('/biodata', {
  title: 'biodata.judul', steps: ['biodata.bantuan_1', 'biodata.bantuan_2', 'biodata.bantuan_3'], keys: [['Alt+J', 'biodata.berikut'], ['Alt+N', 'biodata.lagi']], codes: ['3101', '3102', '3130', '3139', '3140'],
})
register('/penduduk', { title: 'penduduk.judul', steps: ['penduduk.bantuan_1', 'penduduk.bantuan_2', 'penduduk.bantuan_3'], keys: [['Alt+N', 'penduduk.tidak_ada']], codes: ['3130', '3131'] })

const registry: RoleName[] = ['service-officer', 'dinas-admin', 'supervisor']
const routes: PageRoute[] = [
  { path: '/biodata/baru', roles: registry, site: 'center', page: () => import('./NewResident') },
  { path: '/penduduk', roles: registry, site: 'center', page: () => import('./Residents') },
  // F2 of every page leads here.
  { path: '/cari', roles: registry, site: 'center', page: () => import('./Residents') },
]
export default routes
