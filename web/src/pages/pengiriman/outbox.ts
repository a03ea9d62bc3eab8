// GET /api/outbox: what the center has not acknowledged, and who has to do something about it.
import type { Told } from '../../api/client'

export interface Unsent { sequence: number; kind: string; subject: string; name: string; time: string; bytes: number }
export interface Outbox { items: Unsent[]; count: number; next_try: string | null; last_failure: Told | null }

/** The center does not take it, or this folder is an old copy: trying again by itself will not help. */
const forTheCenter = new Set([3002, 3003, 3007, 3008, 3009, 3023])
/** The certificate or the clock of this site. */
const forTheAdministrator = new Set([3021, 3022])
export const actsNext = (code: number | undefined) =>
  code === undefined ? 'pengiriman.giliran_program' : forTheCenter.has(code) ? 'pengiriman.giliran_pusat' : forTheAdministrator.has(code) ? 'pengiriman.giliran_administrator' : 'pengiriman.giliran_jalur'
