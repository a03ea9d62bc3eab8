import { register } from '../../shell/help'
import type { PageRoute } from '../route'

register('/pengembalian', { title: 'kembali_pusat.judul', steps: ['kembali_pusat.bantuan_1', 'kembali_pusat.bantuan_2', 'kembali_pusat.bantuan_3'], codes: ['3105', '3125'], roles: ['ministry'] })

const routes: PageRoute[] = [
  { path: '/pengembalian', roles: ['ministry'], site: 'center', page: () => import('./MinistryReturns') },
  { path: '/pengembalian/:number', roles: ['ministry'], site: 'center', page: () => import('./ReturnedCard') },
]
export default routes
