import { register } from '../../shell/help'
import type { PageRoute } from '../route'

register('/ajudikasi', {
  title: 'ajudikasi.bantuan', steps: ['ajudikasi.bantuan_1', 'ajudikasi.bantuan_2', 'ajudikasi.bantuan_3', 'ajudikasi.bantuan_4'],
  keys: [
    ['1 … 0', 'ajudikasi.tombol_jari'], ['← →', 'ajudikasi.tombol_lanjut'], ['PgUp PgDn', 'ajudikasi.tombol_kandidat'], ['S B K', 'ajudikasi.tombol_putusan'], ['O T', 'ajudikasi.tombol_mode'],
    ['M G', 'ajudikasi.tombol_titik'], ['W I', 'ajudikasi.tombol_wajah'], ['+ − Home', 'ajudikasi.tombol_zoom'], ['Ctrl+← ↑ → ↓', 'ajudikasi.tombol_geser'], ['[ ]', 'ajudikasi.tombol_putar'], ['Shift', 'ajudikasi.tombol_lepas'],
    ['Ctrl+Enter', 'ajudikasi.tombol_catat'],
  ],
  codes: ['3106', '3130', '3132', '3134', '3135', '3136', '3137', '3138', '4550', '4551', '4552', '4553'],
})
register('/klarifikasi', { title: 'klarifikasi_pusat.judul', steps: ['klarifikasi_pusat.bantuan_1', 'klarifikasi_pusat.bantuan_2', 'klarifikasi_pusat.bantuan_3'], keys: [['Alt+D', 'klarifikasi_pusat.bukti']], codes: ['3124', '3142', '3143', '4554', '4555', '4556'], roles: ['adjudicator'] })
register('/ganda', { title: 'ganda.judul', steps: ['ganda.bantuan_1', 'ganda.bantuan_2', 'ganda.bantuan_3'], keys: [['Alt+D', 'ganda.bukti']], codes: ['3105', '3106', '3130'] })

const routes: PageRoute[] = [
  { path: '/ajudikasi', roles: ['adjudicator', 'supervisor'], site: 'center', page: () => import('./CaseList') },
  { path: '/ajudikasi/:number', roles: ['adjudicator', 'supervisor'], site: 'center', page: () => import('./ContestPage') },
  { path: '/klarifikasi', roles: ['adjudicator', 'supervisor'], site: 'center', page: () => import('./Clarifications') },
  { path: '/klarifikasi/:number', roles: ['adjudicator', 'supervisor'], site: 'center', page: () => import('./ClarificationPage') },
  { path: '/ganda', roles: ['adjudicator', 'supervisor'], site: 'center', page: () => import('./Duplicates') },
  { path: '/ganda/:number', roles: ['adjudicator', 'supervisor'], site: 'center', page: () => import('./DuplicatePage') },
]
export default routes
