import { register } from '../../shell/help'
import type { PageRoute } from '../route'

register('/loket', {
  title: 'menu.loket',
  steps: ['loket.bantuan_1', 'loket.bantuan_2', 'loket.bantuan_3', 'loket.bantuan_4'],
  keys: [['F4', 'antrian.panggil_berikutnya'], ['ArrowDown', 'loket.tombol_daftar']],
  codes: ['1001', '1101'],
})

const routes: PageRoute[] = [
  { path: '/loket', roles: ['service-officer'], site: 'office', page: () => import('./Counter') },
]
export default routes
