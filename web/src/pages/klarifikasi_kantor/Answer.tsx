// One question: what the resident says and shows, in the office's words. No word of accusation (screens.md 3.13).
import { Radio, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { post } from '../../api/client'
import type { Application, Status } from '../../api/types'
import { useAct, useRead } from '../../api/use'
import { Act } from '../../parts/Act'
import { useDraft } from '../../parts/drafts'
import { ErrorBlock } from '../../parts/ErrorBlock'
import { Timeline } from '../../parts/Timeline'
import { stateWords } from '../../words/application'
import { nik } from '../../words/format'
import { useWords } from '../../words/words'

const findings = ['pindah', 'nik_beda', 'kerabat', 'lain'] as const
interface Draft { finding: string; text: string }
const empty: Draft = { finding: '', text: '' }

export default function Answer({ number = '' }: Record<string, string | undefined>) {
  const t = useWords()
  const [, go] = useLocation()
  const path = '/api/applications/' + encodeURIComponent(number)
  const { data, error } = useRead<Application>(path)
  const [draft, change, forget] = useDraft<Draft>('klarifikasi-' + number, empty)
  const [sent, setSent] = useState(false)
  const status = useRead<Status>('/api/status')
  const send = useAct(async (answer: Draft) => {
    await post(path + '/answer', { text: `${t('klarifikasi_kantor.temuan.' + answer.finding)}: ${answer.text.trim()}` })
    await forget()
    setSent(true)
  })
  const answered = data?.history.some((one) => one.kind === 'answered') ?? false
  const closed = data !== undefined && data.state !== 'Clarifying'
  const leave = () => go('/klarifikasi')
  const ready = draft !== null && draft.finding !== '' && draft.text.trim() !== '' && data?.state === 'Clarifying'
  return (
    <Act heading={t('klarifikasi_kantor.judul')} clause="3b" about={data && <>{data.name} · {nik(data.nik)} · {data.number}</>} back={leave} failure={send.failure}
      success={sent ? t(status.data?.line.last_failure ? 'klarifikasi_kantor.disimpan' : 'klarifikasi_kantor.terkirim') : undefined}
      primary={sent ? { words: t('klarifikasi_kantor.berikutnya'), run: leave } : { words: t('klarifikasi_kantor.kirim'), run: () => { if (draft) void send.run(draft) }, busy: send.busy, disabled: !ready }}>
      {error && !data && <ErrorBlock failure={error} />}
      {closed && !sent && <p className="notice">◆ {t('klarifikasi_kantor.ditutup', { keadaan: stateWords(t, data.state) })}</p>}
      {data && !closed && !sent && (
        <>
          <p className="notice">◆ {t('klarifikasi_kantor.pertanyaan')}</p>
          {answered && <p className="success">{t('klarifikasi_kantor.sudah_dijawab')}</p>}
          {draft && (
            <>
              <Radio.Group label={t('klarifikasi_kantor.keterangan')} value={draft.finding} onChange={(finding) => change({ finding })}>
                <div className="row">{findings.map((one) => <Radio key={one} value={one} label={t('klarifikasi_kantor.temuan.' + one)} />)}</div>
              </Radio.Group>
              <Textarea label={t('klarifikasi_kantor.jawaban')} description={t('klarifikasi_kantor.bukti')} autosize minRows={3} maxRows={8} maxLength={2000} value={draft.text} onChange={(e) => change({ text: e.currentTarget.value })} />
            </>
          )}
        </>
      )}
      {data && <><h2>{t('klarifikasi_kantor.riwayat')}</h2><Timeline history={data.history} /></>}
    </Act>
  )
}
