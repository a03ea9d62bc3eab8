import { register } from '../../shell/help'
import type { PageRoute } from '../route'

register('/jurnal', { title: 'jurnal.judul', steps: ['jurnal.bantuan_1', 'jurnal.bantuan_2', 'jurnal.bantuan_3', 'jurnal.bantuan_4'], keys: [['F8', 'jurnal.periksa'], ['PageUp', 'jurnal.sebelum'], ['PageDown', 'jurnal.sesudah']], codes: ['3130', '3144', '9450', '9451'] })

const routes: PageRoute[] = [{ path: '/jurnal', roles: ['auditor', 'supervisor'], site: 'both', page: () => import('./Journal') }]
export default routes
