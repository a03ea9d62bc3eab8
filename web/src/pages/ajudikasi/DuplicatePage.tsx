// "Putusan baru oleh dua petugas lain": one asks, another confirms after looking himself (screens.md 3.14).
import { Textarea } from '@mantine/core'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { post } from '../../api/client'
import type { Page } from '../../api/types'
import { useAct, useRead } from '../../api/use'
import { Act } from '../../parts/Act'
import { useDraft } from '../../parts/drafts'
import { ErrorBlock } from '../../parts/ErrorBlock'
import { LabelledValue } from '../../parts/LabelledValue'
import { ConfirmPage } from '../../shell/Shell'
import { useOfficer } from '../../shell/session'
import { dayTime } from '../../words/format'
import { useWords } from '../../words/words'
import type { Duplicate } from './clarification'
import type { Contest } from './contest'
import { DecisionHistory } from './DecisionHistory'
import './adjudication.css'

const noReason = { reason: '' }

export default function DuplicatePage({ number = '' }: Record<string, string | undefined>) {
  const t = useWords()
  const [, go] = useLocation()
  const { me } = useOfficer()
  const read = useRead<Page<Duplicate>>('/api/duplicates')
  // Of one that was taken back, and of one that stands: what was decided, by which steps.
  const contest = useRead<Contest>('/api/contests/' + encodeURIComponent(number))
  const [draft, changeDraft, forget] = useDraft<{ reason: string }>('ganda-' + number, noReason)
  const reason = draft?.reason ?? ''
  const [asks, setAsks] = useState(false)
  const [success, setSuccess] = useState('')
  const one = read.data?.items.find((line) => line.number === number)
  const confirms = one !== undefined && one.reversal_asked_by !== null && one.reversal_asked_by !== me.name
  const mine = one !== undefined && one.reversal_asked_by === me.name
  const takenBack = contest.data?.decisions.some((past) => past.taken_back) ?? false
  const act = useAct(async () => {
    const done = await post<{ state: string; asked_by: string | null }>(`/api/duplicates/${encodeURIComponent(number)}/reversal`, { reason: reason.trim() })
    setSuccess(t(done.asked_by === null ? 'ganda.dibatalkan' : 'ganda.tercatat', { nomor: number }))
    await forget()
    await Promise.all([read.refetch(), contest.refetch()])
  })
  return (
    <Act heading={t('ganda.judul_satu')} clause="3b" about={one ? `${number} · ${one.name} …${one.nik_tail}` : number} back={() => go('/ganda')} failure={act.failure}
      success={success || undefined} others={one || takenBack ? [{ key: 'Alt+D', words: t('ganda.bukti'), run: () => go('/ajudikasi/' + number) }] : []}
      primary={one && !mine && !success ? { words: t(confirms ? 'ganda.kuatkan' : 'ganda.minta'), run: () => setAsks(true), disabled: !reason.trim(), busy: act.busy } : undefined}>
      {read.error && <ErrorBlock failure={read.error} />}
      {read.data && !one && !success && !takenBack && <p className="empty">{t('ganda.tidak_ganda')}</p>}
      {takenBack && !success && <p className="notice">◆ {t('ganda.sudah_batal')}</p>}
      {one && (
        <>
          <dl className="values">
            <LabelledValue label={t('ganda.tempat')}>{one.office}</LabelledValue>
            <LabelledValue label={t('ganda.sejak')}>{one.since ? dayTime(one.since) : ''}</LabelledValue>
            {one.reversal_asked_by !== null && <LabelledValue label={t('ganda.peminta')}>{one.reversal_asked_by}</LabelledValue>}
            {one.reversal_reason !== null && <LabelledValue label={t('ganda.alasan_peminta')} wide>{one.reversal_reason}</LabelledValue>}
          </dl>
          {mine ? <p className="notice">◆ {t('ganda.tunggu')}</p> : (
            <>
              <p className="hint">{t(confirms ? 'ganda.lihat_dahulu' : 'ganda.dua_orang')}</p>
              <Textarea label={t('ganda.alasan')} value={reason} onChange={(e) => changeDraft({ reason: e.currentTarget.value })} maxLength={2000} autosize minRows={3} autoFocus />
            </>
          )}
        </>
      )}
      {contest.data && <DecisionHistory decisions={contest.data.decisions} />}
      {asks && one && (
        <ConfirmPage title={t('ganda.judul_satu')} verb={t(confirms ? 'ganda.kuatkan_kata' : 'ganda.minta_kata')} busy={act.busy} back={() => setAsks(false)} onYes={() => { setAsks(false); void act.run() }}>
          <p>{t(confirms ? 'ganda.tanya_kuatkan' : 'ganda.tanya_minta', { nomor: number })}</p>
        </ConfirmPage>
      )}
    </Act>
  )
}
