// First impression, then decision with its reason, for one candidate (screens.md 3.14).
import { Button, Radio, Textarea } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { useWords } from '../../words/words'
import { judgementKey, judgements, letterOf, type Judgement } from './contest'

/** Sentences ajudikasi.alasan_same_1 and so on. */
export const reasonsOf: Record<Judgement, string[]> = { same: ['1', '2', '3'], different: ['1', '2', '3', '4'], 'poor-data': ['1', '2', '3', '4'] }

export interface Said { judgement: Judgement | null; reason: string | null; words: string }
export const unsaid: Said = { judgement: null, reason: null, words: '' }

interface Props {
  /** What the center has recorded; null: nothing yet. */
  impression: Judgement | null
  impress: (impression: Judgement) => void
  said: Said
  change: (said: Partial<Said>) => void
  /** A supervisor has the two opinions before the eyes already: no first impression. */
  blind: boolean
  /** How many fingers carry the points of "same". */
  fingers: number
}

export function Decision({ impression, impress, said, change, blind, fingers }: Props) {
  const t = useWords()
  const reasons = useRef<HTMLDivElement>(null)
  // The hand goes on to the reason by itself.
  useEffect(() => { if (said.judgement) reasons.current?.querySelector('input')?.focus() }, [said.judgement])
  const impressed = !blind || impression !== null
  const buttons = (chosen: Judgement | null, choose: (one: Judgement) => void, label: string) => (
    <div className="row" role="group" aria-label={label}>
      {judgements.map((one) => (
        <Button key={one} variant={chosen === one ? 'filled' : 'default'} aria-pressed={chosen === one} onClick={() => choose(one)}>
          <kbd>{letterOf[one]}</kbd> {t('ajudikasi.putusan_' + judgementKey(one))}
        </Button>
      ))}
    </div>
  )
  return (
    <div className="decision">
      {blind && (
        <>
          {impression === null
            ? <><h2>{t('ajudikasi.kesan')}</h2>{buttons(null, impress, t('ajudikasi.kesan'))}<p className="hint">{t('ajudikasi.tertutup')}</p></>
            : <p>● {t('ajudikasi.kesan_dicatat', { kesan: t('ajudikasi.putusan_' + judgementKey(impression)) })}</p>}
        </>
      )}
      {impressed && (
        <>
          <h2>{t('ajudikasi.putusan')}</h2>
          {buttons(said.judgement, (judgement) => change({ judgement, reason: null }), t('ajudikasi.putusan'))}
          {said.judgement && (
            <div ref={reasons}>
              <Radio.Group label={t('ajudikasi.alasan')} value={said.reason} onChange={(reason) => change({ reason })}>
                {reasonsOf[said.judgement].map((one) => (
                  <Radio key={one} value={one} mt={4} label={t(`ajudikasi.alasan_${judgementKey(said.judgement ?? 'same')}_${one}`, { n: fingers })} />
                ))}
              </Radio.Group>
              <Textarea mt={6} autosize minRows={2} maxRows={4} maxLength={800} label={t('ajudikasi.catatan')} value={said.words} onChange={(e) => change({ words: e.currentTarget.value })} />
            </div>
          )}
        </>
      )}
    </div>
  )
}
