import { register } from '../../shell/help'
import type { PageRoute } from '../route'

register('/cari', { title: 'cari.judul', steps: ['cari.bantuan_1', 'cari.bantuan_2', 'cari.bantuan_3'], codes: ['1001', '1002', '1003', '1004', '1005', '1101'] })

const routes: PageRoute[] = [
  { path: '/cari', roles: ['service-officer', 'operator', 'support', 'supervisor', 'dinas-admin', 'auditor'], site: 'office', page: () => import('./Search') },
]
export default routes
