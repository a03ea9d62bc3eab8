// GET /api/visits: home visits (SOP 8).
export interface VisitLine { number: string; day: string; route: string; residents: number; captured: number; refused: number; not_met: number; gone: number; closed: boolean }
export type Outcome = 'captured' | 'refused' | 'not-met' | 'deceased' | 'moved'
export interface Visited { nik: string; outcome: Outcome | null; application: string; reason: string }
export interface Visit { number: string; day: string; route: string; residents: Visited[]; equipment: string[]; team: string[]; closed: boolean }
/** What a team takes along; ticked one by one before it leaves. */
export const equipment = ['laptop', 'fingers', 'irises', 'camera', 'pad', 'battery', 'letters'] as const
/** NIKs out of what was typed, pasted or scanned: one a line or all in a row. */
export const niksIn = (text: string) => [...new Set((text.match(/\d[\d ]{14,20}\d/g) ?? []).map((one) => one.replace(/\D/g, '')).filter((one) => one.length === 16))]
