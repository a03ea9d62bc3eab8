// The words of an application's state, kind, lane and papers; the names are those of the programs.
import type { Words } from './words'

export const stateWords = (t: Words, state: string) => t('keadaan.' + state)
export const kindWords = (t: Words, kind: string) => t('jenis.' + kind.replace(/-/g, '_'))
export const laneWords = (t: Words, lane: string) => t('jalur.' + lane.replace(/-/g, '_'))
export const paperWords = (t: Words, paper: string) => t('berkas.' + paper.replace(/-/g, '_'))
/** What an entry of a journal tells. */
export const eventWords = (t: Words, kind: string) => t('kejadian.' + kind.replace(/-/g, '_'))
export const recaptureWords = (t: Words, why: string) => t('rekam_ulang.' + why.replace(/-/g, '_'))
