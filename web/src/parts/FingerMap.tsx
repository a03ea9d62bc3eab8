// Both hands as the resident sees them (screens.md 7.4). Positions are those of ISO/IEC 19794-2: 1 right thumb .. 10 left little.
import { UnstyledButton } from '@mantine/core'
import { useKeys } from '../shell/keys'
import { useWords } from '../words/words'

export type FingerState = 'none' | 'now' | 'good' | 'fair' | 'again' | 'absent' | 'absent-for-now' | 'swapped'
export interface FingerMark { state: FingerState; /** 0..100 */ quality?: number; words?: string }

const signs: Record<FingerState, string> = { none: '○', now: '◌', good: '●', fair: '▲', again: '■', absent: '✗', 'absent-for-now': '✗~', swapped: '⇄' }
/** Left hand at the left. */
const order = [10, 9, 8, 7, 6, 1, 2, 3, 4, 5]
const heights: Record<number, number> = { 10: 62, 9: 84, 8: 94, 7: 82, 6: 48, 1: 48, 2: 82, 3: 94, 4: 84, 5: 62 }
/** The key of a finger: its position, 0 for the tenth. */
export const fingerKey = (position: number) => String(position % 10)

/** "good" from 60, "fair" from 40: the words for a quality of 0..100. */
export const stateOfQuality = (quality: number): FingerState => (quality >= 60 ? 'good' : quality >= 40 ? 'fair' : 'again')

export function FingerMap({ marks, chosen, choose, letterKeys = true }: { marks: Record<number, FingerMark>; chosen?: number | null; choose?: (position: number) => void; letterKeys?: boolean }) {
  const t = useWords()
  useKeys(choose && letterKeys ? Object.fromEntries(order.map((position) => [fingerKey(position), () => choose(position)])) : {})
  return (
    <div className="finger-map" role="group" aria-label={t('jari.peta')}>
      {order.map((position) => {
        const mark = marks[position] ?? { state: 'none' as const }
        const words = `${t('jari.' + position)}, ${mark.words ?? t('jari.keadaan_' + mark.state.replace(/-/g, '_'))}`
        // What is on the finger, in its order: whoever speaks to the page says what is seen.
        const seen = [mark.quality, fingerKey(position)].filter((one) => one !== undefined).join(' ')
        return (
          <UnstyledButton key={position} className={`finger ${mark.state}${position > 5 ? ' left' : ' right'}${position === 6 ? ' gap' : ''}`} style={{ height: heights[position] }}
            aria-label={`${words}, ${seen}`} aria-pressed={chosen === position} disabled={!choose} onClick={() => choose?.(position)} title={mark.quality === undefined ? words : `${words}, ${mark.quality}`}>
            <span className="sign" aria-hidden>{signs[mark.state]}</span>{' '}
            <span className="value" aria-hidden>{mark.quality ?? ''}</span>{' '}
            <span className="digit" aria-hidden>{fingerKey(position)}</span>
          </UnstyledButton>
        )
      })}
    </div>
  )
}
