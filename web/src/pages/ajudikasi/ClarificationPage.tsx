// A clarification is settled by its answer, not by deletion (screens.md 3.13). Never closed by time: once the deadline
// has passed without an answer, a supervisor decides.
import { Button, NumberInput, Radio, Textarea } from '@mantine/core'
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
import { useKeys } from '../../shell/keys'
import { useNow } from '../../shell/StatusBar'
import { dayTime } from '../../words/format'
import { useWords } from '../../words/words'
import type { Clarification } from './clarification'
import './adjudication.css'

interface Asking { question: string; days: number }
const asNothing: Asking = { question: '', days: 3 }

const outcomes = ['duplicate', 'correction', 'different'] as const
type Outcome = (typeof outcomes)[number]

export default function ClarificationPage({ number = '' }: Record<string, string | undefined>) {
  const t = useWords()
  const [, go] = useLocation()
  const { role } = useOfficer()
  const now = useNow(60000)
  const read = useRead<Page<Clarification>>('/api/clarifications')
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  const [asks, setAsks] = useState(false)
  const [success, setSuccess] = useState('')
  const one = read.data?.items.find((line) => line.number === number)
  const late = one !== undefined && !one.answered && Date.parse(one.deadline) < now
  const act = useAct(async () => {
    await post(`/api/clarifications/${encodeURIComponent(number)}/outcome`, { outcome, ...(late ? { overdue: true } : {}) })
    setSuccess(t('klarifikasi_pusat.selesai_' + outcome, { nomor: number }))
    setTimeout(() => go('/klarifikasi'), 1500)
  })
  const [asking, changeAsking, forgetAsking] = useDraft<Asking>('klarifikasi-' + number, asNothing)
  const ask = useAct(async () => {
    await post(`/api/clarifications/${encodeURIComponent(number)}/question`, { text: asking?.question.trim(), days: asking?.days })
    await forgetAsking()
    changeAsking(asNothing)
    await read.refetch()
  })
  const may = one !== undefined && (one.answered || (late && role === 'supervisor'))
  const evidence = () => go('/ajudikasi/' + number)
  useKeys({ 'Alt+D': one !== undefined && evidence })
  return (
    <Act heading={t('klarifikasi_pusat.judul_satu')} clause="3b" about={one ? `${number} · ${one.name} …${one.nik_tail}` : number} back={() => go('/klarifikasi')}
      failure={act.failure ?? ask.failure} success={success || undefined}
      primary={one && !success ? { words: t('klarifikasi_pusat.putuskan'), run: () => setAsks(true), disabled: !may || outcome === null, busy: act.busy } : undefined}>
      {read.error && <ErrorBlock failure={read.error} />}
      {read.data && !one && !success && <p className="empty">{t('klarifikasi_pusat.sudah_tutup')}</p>}
      {one && (
        <>
          <dl className="values">
            <LabelledValue label={t('klarifikasi_pusat.mirip')}>{one.earlier}</LabelledValue>
            <LabelledValue label={t('klarifikasi_pusat.tempat')}>{one.office}</LabelledValue>
            <LabelledValue label={t('klarifikasi_pusat.batas')}>{dayTime(one.deadline)}</LabelledValue>
          </dl>
          <section className="panel" aria-label={t('klarifikasi_pusat.surat_menyurat')}>
            <h2>{t('klarifikasi_pusat.surat_menyurat')}</h2>
            {one.messages.map((message) => (
              <div className="letter" key={message.time + message.from}>
                <b>{t('klarifikasi_pusat.dari_' + message.from)}</b> <span className="dim">{dayTime(message.time)}</span>
                <p>{message.text}</p>
                {message.attachments.length > 0 && (
                  <div className="row">
                    {message.attachments.map((paper) => {
                      const path = `/api/clarifications/${encodeURIComponent(number)}/attachments/${paper.index}`
                      return <a key={paper.index} className="paper" href={path} target="_blank" rel="noreferrer"><img src={path} alt={t('klarifikasi_pusat.lampiran', { nama: paper.name })} /><span>{paper.name}</span></a>
                    })}
                  </div>
                )}
              </div>
            ))}
            {!one.answered && <p>{t(late ? 'klarifikasi_pusat.tanpa_jawaban' : 'klarifikasi_pusat.belum_jawab')}</p>}
          </section>
          {!success && asking && (
            <details className="panel" open={asking.question !== '' || undefined}>
              <summary>{t(one.messages.some((message) => message.from === 'center') ? 'klarifikasi_pusat.tanya_lagi' : 'klarifikasi_pusat.tanya_sendiri')}</summary>
              <Textarea label={t('klarifikasi_pusat.pertanyaan')} autosize minRows={2} maxRows={6} maxLength={1000} value={asking.question} onChange={(e) => changeAsking({ question: e.currentTarget.value })} />
              <div className="row">
                <NumberInput label={t('klarifikasi_pusat.hari')} w={160} min={1} max={30} allowDecimal={false} value={asking.days} onChange={(days) => changeAsking({ days: Number(days) || 3 })} />
                <Button variant="default" mt={24} loading={ask.busy} disabled={!asking.question.trim()} onClick={() => void ask.run()}>{t('klarifikasi_pusat.kirim_pertanyaan')}</Button>
              </div>
            </details>
          )}
          {late && role !== 'supervisor' && <p className="warning">▲ {t('klarifikasi_pusat.hanya_supervisor')}</p>}
          <div className="row"><Button variant="default" onClick={evidence}><kbd>Alt+D</kbd> {t('klarifikasi_pusat.bukti')}</Button></div>
          <Radio.Group label={t('klarifikasi_pusat.putusan')} value={outcome} onChange={(value) => setOutcome(value as Outcome)}>
            {outcomes.map((value) => (
              <Radio key={value} mt={8} value={value} disabled={!may} label={t('klarifikasi_pusat.putusan_' + value, { no: one.earlier })} description={t('klarifikasi_pusat.akibat_' + value)} />
            ))}
          </Radio.Group>
        </>
      )}
      {asks && one && outcome && (
        <ConfirmPage title={t('klarifikasi_pusat.judul_satu')} verb={t('klarifikasi_pusat.putuskan_' + outcome)} busy={act.busy} back={() => setAsks(false)} onYes={() => { setAsks(false); void act.run() }}>
          <p>{t('klarifikasi_pusat.tanya_' + outcome, { nomor: number, no: one.earlier })}</p>
        </ConfirmPage>
      )}
    </Act>
  )
}
