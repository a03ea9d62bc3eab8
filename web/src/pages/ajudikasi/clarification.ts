import type { ApplicationLine } from '../../api/types'

/** A line of the center's lists: the NIK's tail alone. */
export interface CenterLine extends Omit<ApplicationLine, 'nik' | 'since'> { nik_tail: string; kind_label: string; since: string | null }
/** GET /api/clarifications. */
export interface Clarification extends CenterLine { earlier: string; answered: boolean; deadline: string; answer: string | null }
/** GET /api/duplicates: whether somebody has asked to reverse the decision. */
export interface Duplicate extends CenterLine { reversal_asked_by: string | null; reversal_reason: string | null }
