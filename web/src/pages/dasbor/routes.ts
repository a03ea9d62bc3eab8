import { register } from '../../shell/help'
import type { PageRoute } from '../route'

register('/dasbor', { title: 'dasbor.judul', steps: ['dasbor.bantuan_1', 'dasbor.bantuan_2', 'dasbor.bantuan_3'], keys: [['Alt+C', 'dasbor.tombol_bagan'], ['F9', 'dasbor.cetak']] })

const routes: PageRoute[] = [
  { path: '/dasbor', roles: ['supervisor', 'dinas-admin', 'auditor', 'service-officer', 'operator'], site: 'office', page: () => import('./Dashboard') },
  { path: '/dasbor', roles: ['supervisor', 'auditor', 'ministry'], site: 'center', page: () => import('./Dashboard') },
]
export default routes
