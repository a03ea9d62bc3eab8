import { register } from '../../shell/help'
import type { PageRoute } from '../route'

register('/meja', {
  title: 'meja.judul', steps: ['meja.bantuan.1', 'meja.bantuan.2', 'meja.bantuan.3', 'meja.bantuan.4'],
  keys: [['F4', 'meja.panggil'], ['Alt+Z', 'antrian.tombol_batalkan'], ['Alt+H', 'meja.tidak_hadir'], ['Alt+X', 'meja.buang.tombol'], ['/', 'daftar.saring']], codes: ['1301', '1305', '1308', '1350', '2409'],
})
register('/rekaman-berjalan', {
  title: 'menu.rekaman_berjalan', steps: ['meja.berjalan.bantuan_1', 'meja.berjalan.bantuan_2'],
  keys: [['Alt+X', 'meja.buang.tombol'], ['/', 'daftar.saring']], codes: ['2409', '2551'],
})

const routes: PageRoute[] = [
  { path: '/meja', roles: ['operator'], site: 'office', page: () => import('./DeskPage') },
  { path: '/rekaman-berjalan', roles: ['supervisor', 'operator'], site: 'office', page: () => import('./InProgress') },
]
export default routes
