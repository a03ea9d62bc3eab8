import { register } from '../../shell/help'
import type { PageRoute } from '../route'

register('/pengguna', {
  title: 'pengguna.judul', steps: ['pengguna.bantuan_1', 'pengguna.bantuan_2', 'pengguna.bantuan_3'],
  keys: [['Alt+N', 'pengguna.tambah'], ['Alt+K', 'pengguna.sandi_baru'], ['Alt+X', 'pengguna.nonaktifkan']],
  codes: ['3145', '3146', '3147', '3148', '3152', '3153', '3154', '9420', '9421', '9422', '9425', '9427'],
})

const routes: PageRoute[] = [
  { path: '/pengguna', roles: ['site-admin', 'auditor'], site: 'office', page: () => import('./Officers') },
  { path: '/pengguna', roles: ['site-admin'], site: 'center', page: () => import('./Officers') },
  { path: '/pengguna/:name', roles: ['site-admin'], site: 'both', page: () => import('./OfficerPage') },
]
export default routes
