import { register } from '../../shell/help'
import type { PageRoute } from '../route'

register('/satu-hari', { title: 'satu_hari.judul', steps: ['satu_hari.bantuan_1', 'satu_hari.bantuan_2'] })

const routes: PageRoute[] = [{ path: '/satu-hari', roles: ['dinas-admin', 'supervisor'], site: 'office', page: () => import('./SameDay') }]
export default routes
