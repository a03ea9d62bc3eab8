// A recording is thrown away: with a reason, and a second person; one of the two is a supervisor (screens.md 3.8).
import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { Failure, post } from '../../api/client'
import { useAct } from '../../api/use'
import { SecondPersonPanel, type Second } from '../../parts/SecondPerson'
import { useWords } from '../../words/words'

export function DiscardPanel({ number, about, close, done }: { number: string; about: string; close: () => void; done: () => void }) {
  const t = useWords()
  const [reason, setReason] = useState('')
  const act = useAct(async (second: Second) => {
    if (!reason.trim()) throw new Failure(422, null, t('meja.buang.alasan'))
    await post(`/api/applications/${encodeURIComponent(number)}/capture/discard`, { ...second, reason: reason.trim() })
    done()
  })
  return (
    <SecondPersonPanel title={t('meja.buang.judul', { siapa: about })} verb={t('meja.buang.tombol')} busy={act.busy} failure={act.failure} close={close} onSign={(second) => void act.run(second)} fieldBefore>
      <p className="warning small">▲ {t('meja.buang.akibat')}</p>
      <TextInput label={t('meja.buang.alasan')} value={reason} maxLength={200} autoFocus autoComplete="off" onChange={(e) => setReason(e.currentTarget.value)} />
    </SecondPersonPanel>
  )
}
