import { register } from '../../shell/help'
import type { PageRoute } from '../route'

register('/ktp-lama', { title: 'ktp_lama_dinas.judul', steps: ['ktp_lama_dinas.bantuan_1', 'ktp_lama_dinas.bantuan_2'], roles: ['dinas-admin'] })

const routes: PageRoute[] = [{ path: '/ktp-lama', roles: ['dinas-admin'], site: 'office', page: () => import('./OldCards') }]
export default routes
