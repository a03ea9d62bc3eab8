// Which recordings an officer left half done: kept with his own drafts at the office.
export interface HalfDone { number: string; step: number; steps: number; at: number }
export interface DeskDraft { desk: string; open: HalfDone[] }
export const emptyDesk: DeskDraft = { desk: '', open: [] }
export const withOpen = (open: HalfDone[], one: HalfDone) => [one, ...open.filter((other) => other.number !== one.number)].slice(0, 20)
export const without = (open: HalfDone[], number: string) => open.filter((other) => other.number !== number)
