// What happened to an application, newest first, in plain sentences (screens.md 7.7).
import type { HistoryEntry } from '../api/types'
import { dayTime, minutes } from '../words/format'
import { useWords } from '../words/words'

/** The centre keeps a journal for each office's affairs (`pusat.kec-990101`); to its readers it is the centre. */
const placeOf = (site: string) => site.split('.')[0] ?? site

export function Timeline({ history }: { history: HistoryEntry[] }) {
  const t = useWords()
  return (
    <ol className="timeline">
      {[...history].reverse().map((entry, i) => (
        <li key={i}>
          <span className="when">{dayTime(entry.time)}</span>
          <span className="what">{t('kejadian.' + entry.kind.replace(/-/g, '_'))}</span>
          <span className="by">{t('kejadian.oleh', { siapa: entry.actor, tempat: placeOf(entry.site) })}</span>
          {entry.took_ms > 0 && <span className="took">◷ {minutes(entry.took_ms)}</span>}
        </li>
      ))}
    </ol>
  )
}
