// GET /api/journal, its verification, and who asked for a person (api/openapi.yaml).
export interface Entry {
  site: string; sequence: number; time: string; actor: string; kind: string; subject: string; body: unknown; blobs: string[]
  previous: string; content: string; hash: string; signature: string | null; signed: boolean
}
export interface Entries { site: string; items: Entry[]; more: boolean; head: number }
export interface Chain {
  site: string; entries: number; head: string; total: number; whole: boolean; fault: string | null; sequence: number | null
  /** At an office: up to where the center has it. */
  acknowledged?: number
}
export interface Found { nik: string; from: string; items: Entry[]; more: boolean }
export const step = 100
/** Entries by which somebody saw a person's data. */
export const openings = new Set(['resident-read', 'residents-read', 'recording-opened', 'chip-read', 'journal-searched'])
