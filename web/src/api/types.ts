// The shapes of api/openapi.yaml that pages read. Days are DD-MM-YYYY, times ISO 8601 in UTC.

export type RoleName =
  | 'service-officer' | 'operator' | 'support' | 'supervisor' | 'adjudicator'
  | 'dinas-admin' | 'site-admin' | 'auditor' | 'ministry'

export interface Me { name: string; full_name: string; region: string; roles: { name: RoleName; label: string }[]; csrf: string }

export interface Site {
  kind: 'office' | 'center'
  site: string
  place: string
  may: { intake?: boolean; capture?: boolean; personalise?: boolean; handover?: boolean }
  hours_east: number
  specimen: boolean
  demo: null | {
    accounts: { name: string; roles: RoleName[]; words: string }[]
    password: string
    stage: string
    tasks: { title: string; steps: string[] }[]
    others: { place: string; address: string }[]
  }
}

export type Kind = 'first' | 'moved' | 'damaged' | 'lost' | 'late' | 'foreigner' | 'correction'
export type Lane = 'regular' | 'priority' | 'same-day'

export interface ApplicationLine {
  number: string; nik: string; name: string; state: string; kind: Kind; lane: Lane
  office: string; personaliser: string; day: string; queue_number: number; since: string
}
export interface Page<T> { items: T[]; page: number; more: boolean }
export interface HistoryEntry { kind: string; time: string; actor: string; site: string; took_ms: number }
/** When and by whom the summons was stamped after the recording (1i). */
export interface Stamped { at: string; by: string }
export interface Application {
  /** Where its card lies. */
  shelf?: string
  /** Of its card. */
  serial?: string | null
  number: string; nik: string; name: string; kind: Kind; lane: Lane; state: string; label: string
  incumbent_code: string; office: string; personaliser: string; manifest: string | null; stamped?: Stamped | null; history: HistoryEntry[]
  /** Null unless somebody was found to be the same person. */
  clarification: { asked: string; deadline: string; messages: { time: string; from: 'center' | 'office'; text: string; attachments: string[] }[] } | null
}

import type { Told } from './client'
export interface Status {
  site: string
  clock?: string
  may: Site['may']
  line: { last_reached: string | null; last_failure: Told | null; warning: Told | null; unsent: number }
  devices: { fingers: boolean; irises: boolean; camera: boolean; reader: boolean; printer?: boolean; scanner?: boolean }
  queue?: { waiting: number }
  outbox?: { count: number; oldest: string | null }
}
/** GET /api/status of the center. */
export interface CenterStatus { clock: string; applications: Record<string, number>; contests: number; overdue: number }
/** GET /api/clarifications at an office. */
export interface AskedLine extends ApplicationLine { answered: boolean; deadline: string; question: string | null }
