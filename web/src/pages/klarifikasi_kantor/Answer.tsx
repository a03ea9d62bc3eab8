// One question: what the resident says and shows, in the office's words. No word of accusation (screens.md 3.13).
import { Button, FileButton, Radio, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { post, postFile, type Failure } from '../../api/client'
import type { Application, Status } from '../../api/types'
import { useAct, useRead } from '../../api/use'
import { Act } from '../../parts/Act'
import { useDraft } from '../../parts/drafts'
import { ErrorBlock } from '../../parts/ErrorBlock'
import { Timeline } from '../../parts/Timeline'
import { stateWords } from '../../words/application'
import { useKeys } from '../../shell/keys'
import { useOfficer } from '../../shell/session'
import { useNow } from '../../shell/StatusBar'
import { dayTime, nik } from '../../words/format'
import { useWords } from '../../words/words'

const findings = ['pindah', 'nik_beda', 'kerabat', 'lain'] as const
interface Paper { name: string; scan: string; pages: number }
interface Draft { finding: string; text: string; papers: Paper[] }
const empty: Draft = { finding: '', text: '', papers: [] }
interface Scanned { scan: string; pages: number }

export default function Answer({ number = '' }: Record<string, string | undefined>) {
  const t = useWords()
  const [, go] = useLocation()
  const { role } = useOfficer()
  // A supervisor reads and answers; who has a scanner at his desk attaches.
  const mayScan = role === 'operator' || role === 'service-officer'
  const path = '/api/applications/' + encodeURIComponent(number)
  const { data, error } = useRead<Application>(path)
  const [draft, change, forget] = useDraft<Draft>('klarifikasi-' + number, empty)
  const [sent, setSent] = useState(false)
  const status = useRead<Status>('/api/status')
  const now = useNow(60000)
  const send = useAct(async (answer: Draft) => {
    await post(path + '/answer', { text: `${t('klarifikasi_kantor.temuan.' + answer.finding)}: ${answer.text.trim()}`, papers: answer.papers.map(({ name, scan }) => ({ name, scan })) })
    await forget()
    setSent(true)
  })
  const letters = data?.clarification?.messages ?? []
  const answered = letters.at(-1)?.from === 'office'
  const asked = letters.some((one) => one.from === 'center')
  const late = data?.clarification ? Date.parse(data.clarification.deadline) < now : false
  const scanner = status.data?.devices.scanner === true
  const attach = ({ scan, pages }: Scanned, name?: string) => { if (draft) change({ papers: [...draft.papers, { name: name?.slice(0, 60) ?? t('klarifikasi_kantor.surat_ke', { n: draft.papers.length + 1 }), scan, pages }] }) }
  const scan = useAct(async () => attach(await post<Scanned>('/api/scans', { source: 'feeder' })))
  const upload = useAct(async (file: File) => attach(await postFile<Scanned>('/api/scans/upload', file), file.name))
  const closed = data !== undefined && data.state !== 'Clarifying'
  const leave = () => go('/klarifikasi')
  const open = data?.state === 'Clarifying' && !sent
  useKeys({ F8: open && mayScan && scanner && (() => void scan.run()) })
  const ready = draft !== null && draft.finding !== '' && draft.text.trim() !== '' && data?.state === 'Clarifying'
  return (
    <Act heading={t('klarifikasi_kantor.judul')} clause="3b" about={data && <>{data.name} · {nik(data.nik)} · {data.number}</>} back={leave} failure={send.failure}
      success={sent ? t(status.data?.line.last_failure ? 'klarifikasi_kantor.disimpan' : 'klarifikasi_kantor.terkirim') : undefined}
      primary={sent ? { words: t('klarifikasi_kantor.berikutnya'), run: leave } : { words: t('klarifikasi_kantor.kirim'), run: () => { if (draft) void send.run(draft) }, busy: send.busy, disabled: !ready }}>
      {error && !data && <ErrorBlock failure={error} />}
      {closed && !sent && <p className="notice">◆ {t('klarifikasi_kantor.ditutup', { keadaan: stateWords(t, data.state) })}</p>}
      {data && !closed && !sent && (
        <>
          {data.clarification && <p className={late ? 'warning' : 'hint'}>{late ? '■ ' : ''}{t(late ? 'klarifikasi_kantor.batas_lewat' : 'klarifikasi_kantor.batas', { kapan: dayTime(data.clarification.deadline) })}</p>}
          {!asked && <p className="notice">◆ {t('klarifikasi_kantor.pertanyaan')}</p>}
          {letters.map((one) => (
            <div key={one.time + one.from} className={one.from === 'center' ? 'notice' : 'panel'}>
              <b>{t('klarifikasi_kantor.dari_' + one.from)}</b> <span className="dim">{dayTime(one.time)}</span>
              <p style={{ margin: '2px 0', whiteSpace: 'pre-line' }}>{one.text}</p>
              {one.attachments.length > 0 && <p className="hint">{t('klarifikasi_kantor.dengan', { lampiran: one.attachments.join(', ') })}</p>}
            </div>
          ))}
          {answered && <p className="success">{t('klarifikasi_kantor.sudah_dijawab')}</p>}
          {draft && (
            <>
              <Radio.Group label={t('klarifikasi_kantor.keterangan')} value={draft.finding} onChange={(finding) => change({ finding })}>
                <div className="row">{findings.map((one) => <Radio key={one} value={one} label={t('klarifikasi_kantor.temuan.' + one)} />)}</div>
              </Radio.Group>
              <Textarea label={t('klarifikasi_kantor.jawaban')} description={t('klarifikasi_kantor.bukti')} autosize minRows={3} maxRows={8} maxLength={2000} value={draft.text} onChange={(e) => change({ text: e.currentTarget.value })} />
              <section aria-label={t('klarifikasi_kantor.lampiran')}>
                <div className="row">
                  {mayScan && scanner && <Button variant="default" loading={scan.busy} onClick={() => void scan.run()}><kbd>F8</kbd> {t('klarifikasi_kantor.lampirkan')}</Button>}
                  {mayScan && (
                    <FileButton accept="image/png,image/jpeg" onChange={(file) => { if (file) void upload.run(file) }}>
                      {(props) => <Button {...props} variant="default" loading={upload.busy}>{t('klarifikasi_kantor.pilih_berkas')}</Button>}
                    </FileButton>
                  )}
                  {draft.papers.map((one) => (
                    <span key={one.scan} className="row">
                      <a href={`/api/scans/${one.scan}/1`} target="_blank" rel="noreferrer">▣ {one.name}</a>
                      <Button size="compact-sm" variant="subtle" aria-label={t('klarifikasi_kantor.lepas', { nama: one.name })} onClick={() => change({ papers: draft.papers.filter((other) => other !== one) })}>✗</Button>
                    </span>
                  ))}
                </div>
                {(scan.failure ?? upload.failure) && <ErrorBlock failure={(scan.failure ?? upload.failure) as Failure} />}
              </section>
            </>
          )}
        </>
      )}
      {data && <><h2>{t('klarifikasi_kantor.riwayat')}</h2><Timeline history={data.history} /></>}
    </Act>
  )
}
