// How a recording stands: the steps of the SOP (I.2, 1 to 1i), which are done, and which comes next.

export interface Capture {
  began: string
  biodata_confirmed: boolean
  statement_read: boolean
  exceptions: Record<string, ExceptionName>
  approved_by: string
  /** A second supervisor, where no finger at all is recorded. */
  approved_too: string
  needs_approval: boolean
  /** What stands in place of the signature, if `exceptions.signature` says why; and who saw it. */
  mark: 'thumb' | 'cross'
  witness: Witness
  aside: PutAside | null
  recapture: string | null
  parts: string[]
}
export interface Witness { name: string; identity: string; relation: string }
export const asides = ['alat', 'jalur', 'penduduk', 'berkas', 'lain'] as const
export interface PutAside { why: (typeof asides)[number]; words: string; at: string; by: string }
/** A row of GET /api/captures. */
export interface InProgress extends Capture { number: string; name: string; nik: string; lane: string; queue_number: number; step: number; steps: number; by: string }
export interface TakenFinger { finger: number; words: string; quality: number; reasons: string[]; kept: boolean }
/** Of a single press; `agrees` where the office compares at once. */
export type Pressed = Capture & { agrees?: boolean; reasons?: string[] }

export const exceptionNames = ['missing', 'bandaged', 'damaged', 'worn', 'cannot-open', 'clouded', 'unwilling', 'cannot-write'] as const
export type ExceptionName = (typeof exceptionNames)[number]
export const exceptionsOf = (part: 'finger' | 'eye' | 'signature'): ExceptionName[] =>
  part === 'finger' ? ['missing', 'bandaged', 'damaged', 'worn', 'unwilling']
    : part === 'eye' ? ['missing', 'cannot-open', 'clouded', 'bandaged', 'damaged', 'unwilling'] : ['cannot-write', 'missing', 'bandaged', 'damaged', 'unwilling']

export const proofs = ['right-hand', 'left-hand', 'eyes'] as const
export type Proof = (typeof proofs)[number]
const unseen: ExceptionName[] = ['worn', 'unwilling', 'cannot-write']
const proofOf = (part: string): Proof | null => (part.startsWith('iris-') ? 'eyes' : part.startsWith('finger-') ? (Number(part.slice(7)) <= 5 ? 'right-hand' : 'left-hand') : null)
/** What a photograph has to show: hands and eyes with an exception that can be seen. */
export const wantedProofs = (capture: Pick<Capture, 'exceptions' | 'parts'>): Proof[] =>
  proofs.filter((proof) => Object.entries(capture.exceptions).some(([part, why]) => proofOf(part) === proof && !capture.parts.includes(part) && !unseen.includes(why)))
export const missingProofs = (capture: Pick<Capture, 'exceptions' | 'parts'>) => wantedProofs(capture).filter((proof) => !capture.parts.includes('proof-' + proof))

export type StepName = 'biodata' | 'photo' | 'signature' | 'fingers' | 'irises' | 'verify' | 'statement' | 'signoff'
const longWay: StepName[] = ['biodata', 'photo', 'signature', 'fingers', 'irises', 'verify', 'statement', 'signoff']
/** Where the center's earlier recording does, one finger is shown to it (7). */
const shortWay: StepName[] = ['biodata', 'verify', 'statement', 'signoff']
export const clauses: Record<StepName, string> = { biodata: '1', photo: '1a', signature: '1b', fingers: '1c', irises: '1d', verify: '1e', statement: '1f', signoff: '1g, 1h' }

export const recaptures = ['fingers-differ', 'poor-quality', 'appearance-changed', 'no-recording'] as const
const reusing = ['moved', 'damaged', 'lost', 'correction']
export const isShort = (application: { kind: string; state: string }, capture: Capture) =>
  reusing.includes(application.kind) && application.state === 'Registered' && capture.recapture === null
export const stepsOf = (short: boolean) => (short ? shortWay : longWay)
export const mayRecord = (state: string) => state === 'Registered' || state === 'RejectedAtCheck'

export type Group = 'right-four' | 'left-four' | 'thumbs'
export const groups: { name: Group; fingers: number[] }[] = [
  { name: 'right-four', fingers: [2, 3, 4, 5] }, { name: 'left-four', fingers: [7, 8, 9, 10] }, { name: 'thumbs', fingers: [1, 6] },
]
export const triesOfAGroup = 3
const goodFrom = 60

export const hasFinger = (capture: Capture, finger: number) => capture.parts.includes('finger-' + finger)
export const isExcepted = (capture: Capture, finger: number) => !hasFinger(capture, finger) && capture.exceptions['finger-' + finger] !== undefined
/** Every finger of the group is taken, or somebody said why not. */
export const isWhole = (capture: Capture, group: Group) =>
  fingersOf(group).every((finger) => hasFinger(capture, finger) || capture.exceptions['finger-' + finger] !== undefined)
export const fingersOf = (group: Group) => groups.find((one) => one.name === group)?.fingers ?? []

/** What is known of the fingers beyond the pictures: kept with the officer's drafts. */
export interface Known {
  tries: Partial<Record<Group, number>>
  quality: Record<string, number>
  /** When this officer last did something here (ms). */
  last: number
  /** Somebody else may sit there: a finger is compared before anything goes on. */
  again?: boolean
}
/** Good, or pressed often enough that the best is used. */
export function isGroupDone(capture: Capture, known: Known, group: Group): boolean {
  if (!isWhole(capture, group)) return false
  if ((known.tries[group] ?? 0) >= triesOfAGroup) return true
  return fingersOf(group).every((finger) => !hasFinger(capture, finger) || (known.quality[finger] ?? goodFrom) >= goodFrom)
}

/** All ten are left out: there is nothing to verify. */
export const hasNoFinger = (capture: Capture) => [...Array(10).keys()].every((i) => isExcepted(capture, i + 1))

/** The two fingers that the chip will hold, as the office chooses them: one of each hand, the index first. */
export function chipFingers(capture: Capture, known: Known): number[] {
  const usable = (finger: number) => hasFinger(capture, finger) && known.quality[finger] !== 0
  const right = [2, 1, 3, 4, 5].filter(usable)
  const left = [7, 6, 8, 9, 10].filter(usable)
  if (right[0] !== undefined && left[0] !== undefined) return [right[0], left[0]]
  return [...right, ...left].slice(0, 2)
}
export const pressesOf = (capture: Capture, finger: number) => capture.parts.filter((part) => part.startsWith(`verify-${finger}-`)).length
/** The office numbers presses from 1 to 10; the best of a finger counts. */
export const nextPress = (capture: Capture, finger: number) => `verify-${finger}-${Math.min(pressesOf(capture, finger) + 1, 10)}`

export function isDone(step: StepName, capture: Capture, known: Known, has: { irises: boolean; short: boolean }): boolean {
  const eye = (name: string) => capture.parts.includes(name) || capture.exceptions[name] !== undefined
  switch (step) {
    case 'biodata': return capture.biodata_confirmed
    case 'photo': return capture.parts.includes('portrait')
    case 'signature': return capture.parts.includes('signature')
    case 'fingers': return groups.every((group) => isWhole(capture, group.name))
    case 'irises': return !has.irises || (eye('iris-right') && eye('iris-left'))
    case 'verify':
      if (has.short) return capture.parts.some((part) => part.startsWith('verify-'))
      if (hasNoFinger(capture)) return true
      return chipFingers(capture, known).length > 0 && chipFingers(capture, known).every((finger) => pressesOf(capture, finger) > 0)
    case 'statement': return capture.statement_read && capture.parts.includes('signature')
    case 'signoff': return false
  }
}
/** The first that is not done: where a recording goes on after a reload. */
export const firstOpen = (steps: StepName[], done: (step: StepName) => boolean) => steps.find((step) => !done(step)) ?? 'signoff'

export const lacksWitness = (capture: Capture) => capture.exceptions.signature !== undefined && (capture.witness.name === '' || capture.witness.identity === '')
/** After a while, a power cut or a change of officers somebody else may sit there: the data are read again. */
export const mayBeAnother = (known: Known, now: number, since: number) => now - known.last > 15 * 60_000 || since > known.last
/** Fingers that were recorded: one of them tells whether it is still the same person. */
export const hasAnyFinger = (capture: Capture) => [...Array(10).keys()].some((i) => hasFinger(capture, i + 1))
