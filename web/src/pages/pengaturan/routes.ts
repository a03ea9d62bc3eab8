import type { PageRoute } from '../route'

const routes: PageRoute[] = [
  { path: '/pengaturan', roles: 'anybody', site: 'both', page: () => import('./Settings') },
  { path: '/bantuan', roles: 'anybody', site: 'both', page: () => import('./HelpPage') },
]
export default routes
