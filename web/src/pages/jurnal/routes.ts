import { register } from '../../shell/help'
import type { PageRoute } from '../route'

register('/jurnal', { title: 'jurnal.judul', steps: ['jurnal.bantuan_1', 'jurnal.bantuan_2', 'jurnal.bantuan_3'], keys: [['F8', 'jurnal.periksa'], ['PageUp', 'jurnal.sebelum'], ['PageDown', 'jurnal.sesudah']], codes: ['3130', '3144'] })

const routes: PageRoute[] = [{ path: '/jurnal', roles: ['auditor'], site: 'center', page: () => import('./Journal') }]
export default routes
