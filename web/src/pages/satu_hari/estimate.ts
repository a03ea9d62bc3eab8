/** GET /api/clocks: how long the SOP's steps took today. */
export interface Clocks { day: string; steps: { clause: string; label: string; limit_ms: number; count: number; running: number; breaches: number; median_ms: number | null }[] }

const steps = ['I.1', 'I.2', 'I.3', 'II.1', 'II.2', 'II.3']

/** When somebody who comes now has the card: today's medians one after the other; null while a step has none. */
export function estimate(clocks: Clocks, now: number): number | null {
  let at = now
  for (const clause of steps) {
    const median = clocks.steps.find((one) => one.clause === clause)?.median_ms ?? null
    if (median === null) return null
    at += median
  }
  return at
}
