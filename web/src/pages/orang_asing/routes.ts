import { register } from '../../shell/help'
import type { PageRoute } from '../route'

register('/orang-asing', {
  title: 'orang_asing.judul',
  steps: ['orang_asing.bantuan_1', 'orang_asing.bantuan_2', 'orang_asing.bantuan_3'],
  keys: [['F9', 'orang_asing.cetak_formulir']],
  codes: ['1101', '1103', '1104', '1108', '1109', '1115'],
})

const routes: PageRoute[] = [{ path: '/orang-asing', roles: ['dinas-admin', 'service-officer', 'supervisor'], site: 'office', page: () => import('./Foreigner') }]
export default routes
