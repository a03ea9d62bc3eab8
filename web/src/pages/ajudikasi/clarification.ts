import type { ApplicationLine } from '../../api/types'

/** A line of the center's lists: the NIK's tail alone. */
export interface CenterLine extends Omit<ApplicationLine, 'nik' | 'since'> { nik_tail: string; kind_label: string; since: string | null }
/** What the data centre and the service point wrote to each other. */
export interface Message { time: string; from: 'center' | 'office'; text: string; attachments: { index: number; name: string }[] }
/** GET /api/clarifications. */
export interface Clarification extends CenterLine { earlier: string; answered: boolean; asked: string; deadline: string; answer: string | null; messages: Message[] }
/** GET /api/duplicates: whether somebody has asked to reverse the decision. */
export interface Duplicate extends CenterLine { reversal_asked_by: string | null; reversal_reason: string | null }
/** GET /api/duplicates/taken-back. */
export interface TakenBack { number: string; name: string; nik_tail: string; office: string; taken_back: string }
