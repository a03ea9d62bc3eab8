import { register } from '../../shell/help'
import type { PageRoute } from '../route'

register('/lokasi', { title: 'lokasi.judul', steps: ['lokasi.bantuan_1', 'lokasi.bantuan_2', 'lokasi.bantuan_3'], keys: [['Alt+N', 'lokasi.undang'], ['Alt+X', 'lokasi.cabut']], codes: ['3111', '3112', '3116', '3118', '3130'] })

const routes: PageRoute[] = [{ path: '/lokasi', roles: ['site-admin'], site: 'center', page: () => import('./Offices') }]
export default routes
