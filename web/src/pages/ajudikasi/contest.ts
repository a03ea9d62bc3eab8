// A contest as the center gives it: two recordings that the search found alike (SOP 2, 3b).

export type Judgement = 'same' | 'different' | 'poor-data'
export const judgements: Judgement[] = ['same', 'different', 'poor-data']
/** The key and the sentences of a judgement: S, B, K. */
export const letterOf: Record<Judgement, string> = { same: 'S', different: 'B', 'poor-data': 'K' }
export const judgementKey = (judgement: Judgement) => judgement.replace('-', '_')

export interface Resident {
  nik: string; family_card: string; name: string; birthplace: string; born: string; sex: string; blood: string
  street: string; rt: number; rw: number; village_code: string; village: string; subdistrict: string; district: string; province: string
  religion: string; marital: string; occupation: string; citizenship: string; permit_until: string | null; mother: string; father: string
}
export interface Step { time: string; kind: string; actor: string | null; site: string; clause: string; state: string; label: string }
/** What stands beside a recording once the first impression is recorded; the center does not tell it before. */
export interface Known {
  office: string; kind: string; resident: Resident | null
  exceptions: { what: string; why: string }[]; proofs?: string[]; mark?: { thumb: boolean; witness: string; relation: string } | null; history: Step[]
}
export interface Side extends Partial<Known> { number: string; fingers: number[]; right_iris: boolean; left_iris: boolean }
export interface Alikeness { score_db: number; finger_db: Record<string, number>; differences: string[] }
export interface Candidate extends Side, Partial<Alikeness> { impression: Judgement | null }
export interface OfCandidate { number: string; judgement: Judgement }
/** Kinds: judged, supervisor-judged, clarified, reversed. */
export interface Decided {
  time: string; kind: string; judgement: Judgement | null; outcome: 'duplicate' | 'correction' | 'different' | null; reason: string
  candidates: OfCandidate[]; taken_back: boolean
}
export interface Contest {
  number: string; state: string; since: string; threshold_db?: number
  /** A biometric exception: no search was possible; the candidates, perhaps none, are like in biodata. */
  lacks_fingers: boolean
  probe: Side; candidates: Candidate[]
  said: { judgement: Judgement; reason: string; candidates: OfCandidate[] }[]
  decisions: Decided[]
}
export interface ContestLine { number: string; candidates: number; since: string; disputed: boolean }
export const isOpen = (candidate: Candidate): candidate is Candidate & Alikeness => candidate.score_db !== undefined
export interface Minutia { x: number; y: number; direction: number; type: number }
export interface Print { width: number; height: number; minutiae: Minutia[] }
export interface Match { rotation: number; dpi: number; probe: Print; candidate: Print; pairs: [number, number][] }

/** One thing to look at on both sides: "fingers/2", "irises/right", "portrait", "signature". */
export type Part = string
export const fingerPart = (position: number): Part => `fingers/${position}`
export const positionOf = (part: Part) => (part.startsWith('fingers/') ? Number(part.slice(8)) : null)
export const picturePath = (contest: string, which: string, part: Part) =>
  `/api/contests/${encodeURIComponent(contest)}/${encodeURIComponent(which)}/${part}`
export const matchPath = (contest: string, candidate: string, position: number) =>
  `/api/contests/${encodeURIComponent(contest)}/match/${position}?candidate=${encodeURIComponent(candidate)}`

export const commonFingers = (a: Side, b: Side) => a.fingers.filter((position) => b.fingers.includes(position))
/** In the order in which officers look: both index fingers and thumbs first. */
const order = [2, 7, 1, 6, 3, 8, 4, 9, 5, 10]
export function partsOf(a: Side, b: Side): Part[] {
  const fingers = order.filter((position) => a.fingers.includes(position) || b.fingers.includes(position)).map(fingerPart)
  const irises = [...(a.right_iris || b.right_iris ? ['irises/right'] : []), ...(a.left_iris || b.left_iris ? ['irises/left'] : [])]
  // Without a finger to compare, the face comes first.
  return commonFingers(a, b).length > 0 ? [...fingers, ...irises, 'portrait', 'signature'] : ['portrait', ...irises, 'signature', ...fingers]
}
export function holds(side: Side, part: Part): boolean {
  const position = positionOf(part)
  if (position !== null) return side.fingers.includes(position)
  if (part === 'irises/right') return side.right_iris
  if (part === 'irises/left') return side.left_iris
  return true
}

/** What the two recordings still have to be looked at for before anybody may say "same" or "different". */
export function missingLooks(probe: Side, candidate: Side, seen: Set<Part>): { fingers: number; hands: boolean; face: boolean } {
  const common = commonFingers(probe, candidate)
  const looked = common.filter((position) => seen.has(fingerPart(position)))
  const hands = (positions: number[]) => new Set(positions.map((position) => position > 5)).size
  const irises = (probe.right_iris && candidate.right_iris) || (probe.left_iris && candidate.left_iris)
  return {
    fingers: Math.max(0, Math.min(2, common.length) - looked.length),
    hands: hands(common) === 2 && looked.length > 0 && hands(looked) < 2,
    face: !seen.has('portrait') && !(irises && (seen.has('irises/right') || seen.has('irises/left'))),
  }
}

/** An order that differs from officer to officer, so that two do not work through the same cases side by side. */
export function orderFor<T extends { number: string; since: string }>(officer: string, lines: T[], now: number): T[] {
  const place = (text: string) => {
    let sum = 2166136261
    for (let i = 0; i < text.length; ++i) sum = Math.imul(sum ^ text.charCodeAt(i), 16777619)
    return sum >>> 0
  }
  // What comes near its 24 hours goes first all the same.
  const urgent = (line: T) => now - Date.parse(line.since) > 20 * 3600_000
  return [...lines].sort((a, b) => Number(urgent(b)) - Number(urgent(a))
    || (urgent(a) ? Date.parse(a.since) - Date.parse(b.since) : place(officer + a.number) - place(officer + b.number)))
}
/** What a case is called before its biodata are open: its running number alone, which says nothing of where it is from. */
export const caseName = (number: string) => number.split('-').at(-1) ?? number
