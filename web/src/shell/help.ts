// What F1 knows of each page: its steps, keys and errors. The sentences stand in locale/*/, those of errors in
// docs/failure_codes.md.

import type { RoleName } from '../api/types'

export interface Guide { title: string; steps: string[]; keys: [string, string][]; codes: string[] }
const common: [string, string][] = [['Enter', 'tombol.utama'], ['Escape', 'tombol.kembali'], ['F2', 'tombol.cari'], ['Alt+M', 'tombol.menu'], ['F1', 'tombol.bantuan']]

/** By the first part of the path. Each page adds its own with `register`, in its routes.ts; where roles have pages of
 * their own at one address, for those roles. */
const guides = new Map<string, Guide>()
export function register(path: string, guide: { title: string; steps: string[]; keys?: [string, string][]; codes?: string[]; roles?: RoleName[] }) {
  const kept = { title: guide.title, steps: guide.steps, keys: [...(guide.keys ?? []), ...common], codes: guide.codes ?? [] }
  for (const key of guide.roles?.map((role) => `${role} ${path}`) ?? [path]) guides.set(key, kept)
}
export function guideOf(path: string, role?: RoleName | null): Guide {
  const first = '/' + (path.split('/')[1] ?? '')
  return guides.get(`${role} ${first}`) ?? guides.get(path) ?? guides.get(first) ?? { title: 'bantuan.umum', steps: ['bantuan.umum_1', 'bantuan.umum_2', 'bantuan.umum_3'], keys: common, codes: [] }
}
/** The codes of the screens themselves (locale galat.json) that may appear on every page. */
export const everywhere = ['0001', '0002', '0003', '0004', '0010']
