import { register } from '../../shell/help'
import type { RoleName } from '../../api/types'
import type { PageRoute } from '../route'

register('/ketunggalan', { title: 'ketunggalan.judul', steps: ['ketunggalan.bantuan.1', 'ketunggalan.bantuan.2', 'ketunggalan.bantuan.3'], codes: ['3104', '3105', '3107', '3108'] })

const office: RoleName[] = ['operator', 'service-officer', 'dinas-admin', 'supervisor', 'auditor']
const center: RoleName[] = ['supervisor', 'auditor', 'ministry', 'service-officer', 'dinas-admin']
const routes: PageRoute[] = [
  { path: '/ketunggalan', roles: office, site: 'office', page: () => import('./Uniqueness') },
  { path: '/ketunggalan', roles: center, site: 'center', page: () => import('./Uniqueness') },
  { path: '/ketunggalan/:number', roles: office, site: 'office', page: () => import('./UniquenessOf') },
  { path: '/ketunggalan/:number', roles: center, site: 'center', page: () => import('./UniquenessOf') },
]
export default routes
