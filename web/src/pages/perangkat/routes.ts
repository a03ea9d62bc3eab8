import { register } from '../../shell/help'
import type { PageRoute } from '../route'

register('/perangkat', { title: 'perangkat.judul', steps: ['perangkat.bantuan.1', 'perangkat.bantuan.2', 'perangkat.bantuan.3'], keys: [['F8', 'perangkat.uji']], codes: ['7001', '7020', '7030', '7050', '7052', '7053'] })

const routes: PageRoute[] = [{ path: '/perangkat', roles: ['operator', 'supervisor', 'site-admin', 'dinas-admin'], site: 'office', page: () => import('./Devices') }]
export default routes
