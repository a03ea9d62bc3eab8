// The kind of the application: keys 1 to 7 while the group has the focus; those that do not fit say why.
import { useEffect, useRef } from 'react'
import type { Kind } from '../../api/types'
import { kindWords } from '../../words/application'
import { useWords } from '../../words/words'

interface Props { kinds: Kind[]; chosen: Kind | ''; against: (kind: Kind) => string | null; choose: (kind: Kind) => void; why: string; autoFocus: boolean }

export function Choices({ kinds, chosen, against, choose, why, autoFocus }: Props) {
  const t = useWords()
  const group = useRef<HTMLFieldSetElement>(null)
  useEffect(() => { if (autoFocus) group.current?.querySelector<HTMLInputElement>('input:not(:disabled)')?.focus() }, [autoFocus])
  const refusals = kinds.map((kind) => ({ kind, why: against(kind) })).filter((one) => one.why !== null)
  // That a citizen is no foreigner needs no words.
  const reasons = [...new Set(refusals.map((one) => one.why))].filter((why) => why !== t('permohonan.bukan_kewarganegaraan'))
  return (
    <fieldset className="kinds" ref={group} aria-describedby="kinds-why"
      onKeyDown={(e) => {
        const kind = /^[1-7]$/.test(e.key) ? kinds[Number(e.key) - 1] : undefined
        if (!kind || against(kind) !== null) return
        choose(kind)
        group.current?.querySelector<HTMLInputElement>(`input[value="${kind}"]`)?.focus()
      }}>
      <legend>{t('permohonan.jenis')}</legend>
      <div className="kind-row">
        {kinds.map((kind, i) => {
          const no = against(kind)
          return (
            <label key={kind} data-fits={no === null} title={no ?? undefined}>
              <input type="radio" name="kind" value={kind} checked={chosen === kind} disabled={no !== null} onChange={() => choose(kind)} />
              <kbd>{i + 1}</kbd>{no === null ? '' : '⊘ '}{kindWords(t, kind)}
            </label>
          )
        })}
      </div>
      <p className="hint" id="kinds-why">
        {why && <span>● {why} </span>}
        {reasons.map((reason) => (
          <span key={reason}>⊘ {t('permohonan.tidak_berlaku', { jenis: refusals.filter((one) => one.why === reason).map((one) => kindWords(t, one.kind)).join(', '), alasan: reason ?? '' })} </span>
        ))}
      </p>
    </fieldset>
  )
}
