import { register } from '../../shell/help'
import type { PageRoute } from '../route'

register('/meja', {
  title: 'meja.judul', steps: ['meja.bantuan.1', 'meja.bantuan.2', 'meja.bantuan.3'],
  keys: [['F4', 'meja.panggil'], ['Alt+H', 'meja.tidak_hadir'], ['/', 'daftar.saring']], codes: ['1301', '1305', '1308'],
})

const routes: PageRoute[] = [{ path: '/meja', roles: ['operator'], site: 'office', page: () => import('./DeskPage') }]
export default routes
