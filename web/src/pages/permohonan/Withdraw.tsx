// Cancelling an application: names it, says what becomes of the number, asks why (screens.md 3.4).
import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { post } from '../../api/client'
import { useAct } from '../../api/use'
import { ErrorBlock } from '../../parts/ErrorBlock'
import { ConfirmPage } from '../../shell/Shell'
import { useWords } from '../../words/words'

export function Withdraw({ number, queueNumber, close, done }: { number: string; queueNumber: string | null; close: () => void; done: () => void }) {
  const t = useWords()
  const [why, setWhy] = useState('')
  const act = useAct(async () => { await post(`/api/applications/${number}/withdrawal`, { why: why.trim() }); done() })
  return (
    <ConfirmPage title={t('permohonan.batalkan')} verb={t('permohonan.batalkan')} back={close} busy={act.busy} onYes={() => { if (why.trim()) void act.run() }}>
      <p>{queueNumber ? t('permohonan.batalkan_nomor', { nomor: number, antrian: queueNumber }) : t('permohonan.batalkan_tanya', { nomor: number })}</p>
      <TextInput label={t('permohonan.batalkan_alasan')} value={why} required data-autofocus autoComplete="off" onChange={(e) => setWhy(e.currentTarget.value)} onKeyDown={(e) => { if (e.key === 'Enter') { e.preventDefault(); if (why.trim()) void act.run() } }} />
      {act.failure && <ErrorBlock failure={act.failure} />}
    </ConfirmPage>
  )
}
