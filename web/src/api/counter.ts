// What the counter of an office reads: residents, required papers, the queue, cards on their way (api/openapi.yaml).
import { useCallback, useEffect, useState } from 'react'
import { failureSentence } from '../words/failures'
import type { Language } from '../words/words'
import { Failure, get } from './client'
import type { ApplicationLine, Kind } from './types'

export interface Biodata {
  nik: string; family_card: string; name: string; birthplace: string; born: string; sex: 'male' | 'female'
  address: { street: string; rt: number; rw: number; village: string; subdistrict: string; district: string; province: string }
  /** 1 Indonesian, 2 foreign. */
  citizenship: number
  permit_until?: string
}
/** GET /api/residents/{nik}. */
export interface Found { biodata: Biodata; recorded_in: string; recorded_at: string; open_application: string; from_copy: boolean; nik_warnings: ('born' | 'sex')[] }
/** A row of GET /api/residents. */
export interface Resident {
  nik: string; name: string; born: string; sex: string
  address: { street: string; rt: number; rw: number; village: string }
  recorded_in: string; recorded_at?: string; recorded_day?: string | null
  obliged: { holds: boolean; why: string }
  open_application: string
}
export interface ResidentPage { items: Resident[]; total: number; from_copy: boolean }

export type Need = 'required' | 'if-held' | 'at-pick-up'
/** A row of GET /api/requirements: a paper and what has to be written down of it. */
export interface Requirement {
  type: string; need: Need; original: boolean; number: boolean; date: boolean; issuer: boolean; expires: boolean
  /** DD-MM-YYYY; null: always. */
  since: string | null
}
export type Form = 'original' | 'copy' | 'scan'
export interface Document { type: string; number: string; issuer: string; form: Form; date?: string; expires?: string; scan?: string }
export interface Taken { number: string; queue_number: number; name: string; from_copy: boolean; summons: string }
/** Kinds that use the recording that is there (issuance.md, 7). */
export const reusesRecording = (kind: Kind) => kind === 'moved' || kind === 'damaged' || kind === 'lost' || kind === 'correction'

export interface Waiting {
  queue_number: number; label?: string; number: string; name?: string; lane: string; kind: string; since: string; called: number
  /** False: a card whose holder has not come yet. */
  here?: boolean
  /** Where a card lies. */
  shelf?: string
}
export interface Calling { queue_number: number; label?: string; kind?: string; number?: string; desk: string; at: string; times: number }
export interface QueueState { desks: string[]; waiting: Waiting[]; calling: Calling[]; estimate_minutes: number | null }

export interface Shipment {
  manifest: string; seal: string; carrier: string; from: string; to: string; sent: string; arrived: string | null
  cards: { number: string; serial: string; name: string; state: string; missed: boolean; shelf: string }[]
  /** Cards that nobody came for, on their way to the Dinas. */
  back: boolean
  /** Serials that lay in the bag and stand on another manifest. */
  foreign: string[]
}
export interface UncollectedCard {
  application: ApplicationLine; serial: string; called: string; reminders: number; reminded: string | null
  remind: boolean; send_back: boolean; shelf: string
}

/** A failure that the page finds by itself, with the sentence of its code. */
export function failureHere(code: string, language: Language, about = ''): Failure {
  const message = [failureSentence(code, language) ?? code, about].filter(Boolean).join(' ')
  return new Failure(422, { code: Number(code), name: '', cause: '', action: '', about, message })
}

/** Reads once: reading a resident again would be one more entry in the journal. */
export function useOnce<T>(path: string | null): { data: T | undefined; failure: Failure | null; again: () => void } {
  const [data, setData] = useState<T>()
  const [failure, setFailure] = useState<Failure | null>(null)
  const [tries, setTries] = useState(0)
  useEffect(() => {
    setData(undefined)
    setFailure(null)
    if (path === null) return
    let here = true
    get<T>(path).then((got) => { if (here) setData(got) }, (wrong: unknown) => {
      if (!(wrong instanceof Failure)) throw wrong
      if (here) setFailure(wrong)
    })
    return () => { here = false }
  }, [path, tries])
  return { data, failure, again: useCallback(() => setTries((n) => n + 1), []) }
}
