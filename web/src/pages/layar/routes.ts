import type { PageRoute } from '../route'

const routes: PageRoute[] = [
  { path: '/layar', roles: 'everybody', site: 'office', page: () => import('./Display') },
]
export default routes
