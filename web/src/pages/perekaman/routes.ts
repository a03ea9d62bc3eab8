import { register } from '../../shell/help'
import type { PageRoute } from '../route'

register('/perekaman', {
  title: 'perekaman.bantuan.judul',
  steps: ['perekaman.bantuan.1', 'perekaman.bantuan.2', 'perekaman.bantuan.3', 'perekaman.bantuan.4', 'perekaman.bantuan.5', 'perekaman.bantuan.6', 'perekaman.bantuan.7'],
  keys: [['F8', 'perekaman.tombol.rekam'], ['F7', 'perekaman.tombol.ulangi'], ['Alt+P', 'perekaman.tombol.pengecualian'], ['Alt+T', 'perekaman.tombol.tunda'], ['Alt+C', 'perekaman.disegel.dicap']],
  codes: ['2101', '2102', '2104', '2106', '2107', '2403', '2404', '2405', '2408', '2409', '2410', '2550', '2552', '2553', '2554'],
})

const routes: PageRoute[] = [{ path: '/perekaman/:number', roles: ['operator'], site: 'office', page: () => import('./CapturePage') }]
export default routes
