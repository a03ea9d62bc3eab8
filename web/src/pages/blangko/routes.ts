import { register } from '../../shell/help'
import type { PageRoute } from '../route'

register('/blangko', {
  title: 'blangko.judul',
  steps: ['blangko.bantuan_1', 'blangko.bantuan_2', 'blangko.bantuan_3'],
  codes: ['5202', '5203', '5204', '5205', '5206', '5207', '5208', '5209', '5211', '5213'],
})

const routes: PageRoute[] = [{ path: '/blangko', roles: ['dinas-admin', 'supervisor', 'auditor'], site: 'office', page: () => import('./StockBook') }]
export default routes
