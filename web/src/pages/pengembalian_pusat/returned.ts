import type { CenterLine } from '../ajudikasi/clarification'

export type Rung = 'district' | 'province' | 'ministry'
export const rungs: Rung[] = ['district', 'province', 'ministry']
/** GET /api/returns of the center. */
export interface Returned extends CenterLine { rung: Rung; cause: string; serial: string }
