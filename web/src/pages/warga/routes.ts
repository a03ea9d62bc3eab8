import type { PageRoute } from '../route'

const routes: PageRoute[] = [{ path: '/warga', roles: 'everybody', site: 'office', page: () => import('./ResidentScreen') }]
export default routes
