import { register } from '../../shell/help'
import type { PageRoute } from '../route'

register('/kunjungan', {
  title: 'kunjungan.judul', steps: ['kunjungan.bantuan.1', 'kunjungan.bantuan.2', 'kunjungan.bantuan.3', 'kunjungan.bantuan.4'],
  keys: [['Alt+N', 'kunjungan.susun'], ['Alt+J', 'kunjungan.bawa'], ['Alt+X', 'kunjungan.menolak'], ['Alt+H', 'kunjungan.tidak_bertemu']],
})

const routes: PageRoute[] = [
  { path: '/kunjungan', roles: ['operator', 'supervisor'], site: 'office', page: () => import('./Visits') },
  { path: '/kunjungan/:number', roles: ['operator', 'supervisor'], site: 'office', page: () => import('./VisitPage') },
]
export default routes
