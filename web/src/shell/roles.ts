// Which role has which home and menu (screens.md 2.3). At most eight entries a menu.
import type { RoleName, Site } from '../api/types'

export interface Entry { path: string; words: string }
const entry = (path: string, words: string): Entry => ({ path, words })

const office: Partial<Record<RoleName, Entry[]>> = {
  'service-officer': [
    entry('/loket', 'menu.loket'), entry('/permohonan/baru', 'menu.permohonan_baru'), entry('/antrian', 'menu.antrian'),
    entry('/panggilan', 'menu.panggilan'), entry('/kiriman', 'menu.kiriman'), entry('/serah-terima', 'menu.serah_terima'),
    entry('/ktp-lama', 'menu.ktp_lama'), entry('/belum-diambil', 'menu.belum_diambil'),
  ],
  operator: [
    entry('/meja', 'menu.meja'), entry('/pengambilan', 'menu.pengambilan'), entry('/antrian', 'menu.antrian'),
    entry('/klarifikasi', 'menu.klarifikasi'), entry('/kunjungan', 'menu.kunjungan'), entry('/pengiriman', 'menu.pengiriman'),
    entry('/ketunggalan', 'menu.ketunggalan'), entry('/perangkat', 'menu.perangkat'),
  ],
  support: [entry('/serah-terima', 'menu.serah_terima'), entry('/antrian', 'menu.antrian'), entry('/belum-diambil', 'menu.belum_diambil')],
  'dinas-admin': [
    entry('/personalisasi', 'menu.personalisasi'), entry('/blangko', 'menu.blangko'), entry('/kiriman', 'menu.kiriman'),
    entry('/pengembalian', 'menu.pengembalian'), entry('/ktp-lama', 'menu.ktp_lama'), entry('/orang-asing', 'menu.orang_asing'),
    entry('/satu-hari', 'menu.satu_hari'), entry('/dasbor', 'menu.dasbor'),
  ],
  supervisor: [
    entry('/pengawasan', 'menu.pengawasan'), entry('/rekaman-berjalan', 'menu.rekaman_berjalan'), entry('/dasbor', 'menu.dasbor'), entry('/pengiriman', 'menu.pengiriman'),
    entry('/klarifikasi', 'menu.klarifikasi'), entry('/kunjungan', 'menu.kunjungan'), entry('/ketunggalan', 'menu.ketunggalan'),
    entry('/perangkat', 'menu.perangkat'), entry('/jurnal', 'menu.jurnal'),
  ],
  auditor: [entry('/jurnal', 'menu.jurnal'), entry('/ketunggalan', 'menu.ketunggalan'), entry('/dasbor', 'menu.dasbor'), entry('/blangko', 'menu.blangko'), entry('/pengguna', 'menu.pengguna')],
  'site-admin': [entry('/perangkat', 'menu.perangkat'), entry('/pengguna', 'menu.pengguna'), entry('/pengiriman', 'menu.pengiriman'), entry('/pengaturan', 'menu.pengaturan')],
}

const center: Partial<Record<RoleName, Entry[]>> = {
  'service-officer': [entry('/biodata/baru', 'menu.biodata_baru'), entry('/penduduk', 'menu.penduduk'), entry('/ketunggalan', 'menu.ketunggalan')],
  'dinas-admin': [entry('/penduduk', 'menu.penduduk'), entry('/biodata/baru', 'menu.biodata_baru'), entry('/ketunggalan', 'menu.ketunggalan')],
  adjudicator: [entry('/ajudikasi', 'menu.ajudikasi'), entry('/klarifikasi', 'menu.klarifikasi'), entry('/ganda', 'menu.ganda')],
  supervisor: [
    entry('/pengawasan', 'menu.pengawasan'), entry('/ajudikasi', 'menu.ajudikasi'), entry('/klarifikasi', 'menu.klarifikasi'),
    entry('/ganda', 'menu.ganda'), entry('/ketunggalan', 'menu.ketunggalan'), entry('/penduduk', 'menu.penduduk'), entry('/dasbor', 'menu.dasbor'),
    entry('/jurnal', 'menu.jurnal'),
  ],
  auditor: [entry('/jurnal', 'menu.jurnal'), entry('/dasbor', 'menu.dasbor'), entry('/ketunggalan', 'menu.ketunggalan')],
  ministry: [entry('/pengembalian', 'menu.pengembalian'), entry('/dasbor', 'menu.dasbor'), entry('/ketunggalan', 'menu.ketunggalan')],
  'site-admin': [entry('/lokasi', 'menu.lokasi'), entry('/pengguna', 'menu.pengguna')],
}

/** The menu of a role at a site; its first entry is the role's home. */
export function menuOf(role: RoleName, site: Site): Entry[] {
  const entries = (site.kind === 'center' ? center : office)[role] ?? []
  return entries.length > 0 ? entries : [entry('/bantuan', 'menu.bantuan')]
}
export const homeOf = (role: RoleName, site: Site) => menuOf(role, site)[0]?.path ?? '/bantuan'
