// The clock informs, never punishes (screens.md 1.14, 7.2): text and a bar, silent to screen readers.
import { useNow } from '../shell/StatusBar'
import { useWords } from '../words/words'
import { minutes } from '../words/format'

export function SopClock({ began, limitMs }: { began: number; limitMs: number }) {
  const t = useWords()
  const now = useNow(1000)
  const took = Math.max(0, now - began)
  const over = took - limitMs
  const warns = took > 0.75 * limitMs
  const text = over > 0 ? t('jam.lewat', { lewat: minutes(over) }) : t('jam.dari', { lama: minutes(took), batas: minutes(limitMs) })
  return (
    <div className="sop-clock" role="timer" aria-live="off" tabIndex={0} data-over={over > 0}>
      <span>{warns ? '▲' : '◷'} {text}</span>
      <span className="bar" aria-hidden><span style={{ width: Math.min(100, (100 * took) / limitMs) + '%' }} /></span>
    </div>
  )
}
