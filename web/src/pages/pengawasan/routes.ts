import { register } from '../../shell/help'
import type { PageRoute } from '../route'

register('/pengawasan', { title: 'pengawasan.judul', steps: ['pengawasan.bantuan_1', 'pengawasan.bantuan_2', 'pengawasan.bantuan_3'] })

const routes: PageRoute[] = [{ path: '/pengawasan', roles: ['supervisor'], site: 'both', page: () => import('./Decisions') }]
export default routes
