import type { RoleName } from '../../api/types'

/** GET /api/officers. */
export interface Account { name: string; full_name: string; nip: string; roles: RoleName[]; region?: string; disabled: boolean }
export const officeRoles: RoleName[] = ['service-officer', 'operator', 'support', 'supervisor', 'dinas-admin', 'site-admin', 'auditor']
export const centerRoles: RoleName[] = ['adjudicator', 'supervisor', 'service-officer', 'dinas-admin', 'auditor', 'ministry', 'site-admin']

/** Twelve letters and digits that nobody confuses on paper, in groups of four. */
export function newPassword(): string {
  const letters = 'abcdefghjkmnpqrstuvwxyz23456789'
  const some = crypto.getRandomValues(new Uint32Array(12))
  return Array.from(some, (n, i) => (i > 0 && i % 4 === 0 ? '-' : '') + letters[n % letters.length]).join('')
}
