// Where a supervisor's decisions come from: the lists of the site, read together.
import type { Failure } from '../../api/client'
import type { ApplicationLine, Page, Status } from '../../api/types'
import { useRead } from '../../api/use'
import { useOfficer } from '../../shell/session'
import { queue, kindOfLane, nikTail } from '../../words/format'
import type { Clarification, Duplicate } from '../ajudikasi/clarification'
import type { ContestLine } from '../ajudikasi/contest'
import { missingProofs, type InProgress } from '../perekaman/capture'

export interface Decision { key: string; kind: string; about: string; since: string | null; path: string; urgent: boolean }
interface Found { rows: Decision[] | undefined; failures: Failure[] }
const day = 24 * 3600_000

/** Urgent ones first, then the longest waiting. */
const inOrder = (rows: Decision[]) =>
  rows.sort((a, b) => Number(b.urgent) - Number(a.urgent) || (a.since ? Date.parse(a.since) : 0) - (b.since ? Date.parse(b.since) : 0))
const failuresOf = (...failures: (Failure | null)[]) => failures.filter((one): one is Failure => one !== null)

export function useCenterDecisions(): Found {
  const { me } = useOfficer()
  const contests = useRead<Page<ContestLine>>('/api/contests')
  const questions = useRead<Page<Clarification>>('/api/clarifications')
  const duplicates = useRead<Page<Duplicate>>('/api/duplicates')
  const checks = useRead<{ overdue_now: { number: string; office: string; since: string }[] }>('/api/reports/sla')
  const failures = failuresOf(contests.error, questions.error, duplicates.error, checks.error)
  if (!contests.data || !questions.data || !duplicates.data || !checks.data) return { rows: failures.length > 0 ? [] : undefined, failures }
  const now = Date.now()
  return {
    failures,
    rows: inOrder([
      ...contests.data.items.filter((one) => one.disputed).map((one) => ({
        key: 'contest ' + one.number, kind: 'beda_pendapat', about: one.number, since: one.since, path: '/ajudikasi/' + one.number, urgent: now - Date.parse(one.since) > day,
      })),
      ...questions.data.items.filter((one) => one.answered || Date.parse(one.deadline) < now).map((one) => ({
        key: 'question ' + one.number, kind: one.answered ? 'klarifikasi_dijawab' : 'klarifikasi_lewat', about: `${one.number} · ${one.name} …${one.nik_tail}`, since: one.since,
        path: '/klarifikasi/' + one.number, urgent: !one.answered,
      })),
      ...duplicates.data.items.filter((one) => one.reversal_asked_by !== null && one.reversal_asked_by !== me.name).map((one) => ({
        key: 'duplicate ' + one.number, kind: 'peninjauan', about: `${one.number} · ${one.name} …${one.nik_tail}`, since: one.since, path: '/ganda/' + one.number, urgent: false,
      })),
      ...checks.data.overdue_now.map((one) => ({
        key: 'late ' + one.number, kind: 'lewat_24_jam', about: `${one.number} · ${one.office}`, since: one.since, path: '/permohonan/' + one.number, urgent: true,
      })),
    ]),
  }
}

/** The states of an office in which somebody has to decide how it goes on. */
const waiting: Record<string, { kind: string; path: (number: string) => string; urgent: boolean }> = {
  Clarifying: { kind: 'klarifikasi_jawab', path: (number) => '/klarifikasi/' + number, urgent: false },
  Failed: { kind: 'gagal', path: (number) => '/permohonan/' + number, urgent: true },
  RejectedAtCheck: { kind: 'rekam_ulang', path: (number) => '/permohonan/' + number, urgent: false },
  Astray: { kind: 'hilang_di_jalan', path: (number) => '/permohonan/' + number, urgent: true },
}

export function useOfficeDecisions(): Found {
  const { me } = useOfficer()
  const lines = useRead<Page<ApplicationLine>>('/api/applications?state=' + Object.keys(waiting).join(','))
  const cards = useRead<{ items: { application: ApplicationLine; called: string; send_back: boolean }[] }>('/api/uncollected')
  const status = useRead<Status>('/api/status')
  const clocks = useRead<{ steps: { clause: string; label: string; running: number; breaches: number }[] }>('/api/clocks')
  const captures = useRead<{ items: InProgress[] }>('/api/captures')
  const failures = failuresOf(lines.error, cards.error, status.error, clocks.error, captures.error)
  if (!lines.data || !cards.data || !status.data || !clocks.data || !captures.data) return { rows: failures.length > 0 ? [] : undefined, failures }
  const about = (line: ApplicationLine) => `${queue(line.queue_number, kindOfLane(line.lane))} · ${line.name} ${nikTail(line.nik)}`
  const oldest = status.data.outbox?.oldest
  const unsent = status.data.outbox?.count ?? status.data.line.unsent
  return {
    failures,
    rows: inOrder([
      ...captures.data.items.filter((one) => one.needs_approval && missingProofs(one).length === 0 && one.approved_by !== me.name).map((one) => ({
        key: 'capture ' + one.number, kind: 'pengecualian', about: `${queue(one.queue_number, kindOfLane(one.lane))} · ${one.name} ${nikTail(one.nik)} · ${one.by}`, since: one.began, path: '/rekaman-berjalan', urgent: true,
      })),
      ...lines.data.items.flatMap((line) => {
        const what = waiting[line.state]
        return what ? [{ key: line.number, kind: what.kind, about: about(line), since: line.since, path: what.path(line.number), urgent: what.urgent }] : []
      }),
      ...cards.data.items.filter((one) => one.send_back).map((one) => ({
        key: 'card ' + one.application.number, kind: 'tidak_diambil', about: about(one.application), since: one.called, path: '/belum-diambil', urgent: false,
      })),
      ...(unsent > 0 && oldest && Date.now() - Date.parse(oldest) > day ? [{ key: 'unsent', kind: 'belum_terkirim', about: String(unsent), since: oldest, path: '/pengiriman', urgent: true }] : []),
      ...clocks.data.steps.filter((one) => one.running > 0 && one.breaches > 0).map((one) => ({
        key: 'clock ' + one.clause, kind: 'lewat_batas', about: `${one.clause} ${one.label}: ${one.breaches}`, since: null, path: '/dasbor', urgent: false,
      })),
    ]),
  }
}
