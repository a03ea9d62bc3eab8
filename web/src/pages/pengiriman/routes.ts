import { register } from '../../shell/help'
import type { PageRoute } from '../route'

register('/pengiriman', {
  title: 'pengiriman.judul', steps: ['pengiriman.bantuan.1', 'pengiriman.bantuan.2', 'pengiriman.bantuan.3'],
  keys: [['F8', 'pengiriman.kirim'], ['Alt+E', 'pengiriman.ekspor'], ['Alt+I', 'pengiriman.impor']], codes: ['3001', '3002', '3004', '3008', '3009', '3031', '3032', '3033', '3034'],
})

const routes: PageRoute[] = [{ path: '/pengiriman', roles: ['operator', 'supervisor', 'site-admin'], site: 'office', page: () => import('./Sending') }]
export default routes
