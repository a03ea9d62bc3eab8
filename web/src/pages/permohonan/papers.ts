// What an applicant laid on the counter, against what the kind of application asks for (7a-7g).
import type { Document, Form, Requirement } from '../../api/counter'
import type { Kind, Lane } from '../../api/types'
import { parseDay } from '../../words/format'

export interface Paper { held: boolean; form: Form; number: string; date: string; issuer: string; expires: string; scan: string; pages: number }
export const noPaper: Paper = { held: false, form: 'copy', number: '', date: '', issuer: '', expires: '', scan: '', pages: 0 }

/** What is kept of an unfinished intake. */
export interface Draft {
  kind: Kind | ''
  papers: Record<string, Partial<Paper>>
  reasons: Reason[]
  sameDay: boolean
  /** When the first key was pressed; 0: not yet. */
  began: number
}
export const emptyDraft: Draft = { kind: '', papers: {}, reasons: [], sameDay: false, began: 0 }
export const reasons = ['lansia', 'disabilitas', 'hamil'] as const
export type Reason = (typeof reasons)[number]
export const laneOf = (draft: Draft): Lane => (draft.sameDay ? 'same-day' : draft.reasons.length > 0 ? 'priority' : 'regular')

/** Those that are ticked off now; what is withdrawn at the hand-over is not. */
export const askedNow = (rules: Requirement[]) => rules.filter((rule) => rule.need !== 'at-pick-up')

/** What is known of a paper, with what the registry and the rule say of it already. */
export function paperOf(draft: Draft, rule: Requirement, familyCard: string): Paper {
  return { ...noPaper, form: rule.original ? 'original' : 'copy', number: rule.type === 'family-card' ? familyCard : '', ...draft.papers[rule.type] }
}

export type Particular = 'number' | 'date' | 'issuer' | 'expires'
export const particulars: Particular[] = ['number', 'date', 'issuer', 'expires']
export interface Lack { type: string; what: 'paper' | Particular | 'form' }

/** What stands against issuing a number, in the order of the list. The office looks at it once more. */
export function lacking(rules: Requirement[], paper: (rule: Requirement) => Paper): Lack[] {
  return askedNow(rules).flatMap((rule): Lack[] => {
    const one = paper(rule)
    if (!one.held) return rule.need === 'required' ? [{ type: rule.type, what: 'paper' }] : []
    const open = particulars.filter((what) => rule[what] && (what === 'date' || what === 'expires' ? !parseDay(one[what]) : !one[what].trim()))
    const form = (rule.original && one.form !== 'original') || (one.form === 'scan' && !one.scan)
    return [...open.map((what) => ({ type: rule.type, what })), ...(form ? [{ type: rule.type, what: 'form' as const }] : [])]
  })
}

export function documentOf(type: string, paper: Paper): Document {
  const day = (text: string) => parseDay(text) ?? undefined
  return {
    type, number: paper.number.trim(), issuer: paper.issuer.trim(), form: paper.form,
    ...(day(paper.date) && { date: day(paper.date) }), ...(day(paper.expires) && { expires: day(paper.expires) }), ...(paper.scan && { scan: paper.scan }),
  }
}
