import { register } from '../../shell/help'
import type { PageRoute } from '../route'

register('/pengambilan', {
  title: 'pengambilan.judul', steps: ['pengambilan.bantuan.1', 'pengambilan.bantuan.2', 'pengambilan.bantuan.3', 'pengambilan.bantuan.4'],
  keys: [['F8', 'pengambilan.baca'], ['Alt+X', 'pengambilan.ada_beda']], codes: ['5101', '5102', '5103', '7003', '7004', '2405'],
})

const routes: PageRoute[] = [
  { path: '/pengambilan', roles: ['operator'], site: 'office', page: () => import('./PickUpList') },
  { path: '/pengambilan/:number', roles: ['operator'], site: 'office', page: () => import('./PickUpPage') },
]
export default routes
