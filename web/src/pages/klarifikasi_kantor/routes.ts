import { register } from '../../shell/help'
import type { RoleName } from '../../api/types'
import type { PageRoute } from '../route'

register('/klarifikasi', { title: 'klarifikasi_kantor.judul', steps: ['klarifikasi_kantor.bantuan.1', 'klarifikasi_kantor.bantuan.2', 'klarifikasi_kantor.bantuan.3'], keys: [['F8', 'klarifikasi_kantor.lampirkan']], codes: ['3105', '4557', '4558'] })

const roles: RoleName[] = ['operator', 'service-officer', 'supervisor']
const routes: PageRoute[] = [
  { path: '/klarifikasi', roles, site: 'office', page: () => import('./Questions') },
  { path: '/klarifikasi/:number', roles, site: 'office', page: () => import('./Answer') },
]
export default routes
