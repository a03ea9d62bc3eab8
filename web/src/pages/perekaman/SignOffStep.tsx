// Step 8 (1g, 1h): the operator answers for it with his own finger; it is sealed, and on its way.
import { UnstyledButton } from '@mantine/core'
import { useRef, useState } from 'react'
import { Failure, post, remove } from '../../api/client'
import type { Status } from '../../api/types'
import { useAct, useRead } from '../../api/use'
import { Act } from '../../parts/Act'
import { PrintButton } from '../../parts/PrintButton'
import { useResidentScreen } from '../../parts/resident'
import { useOfficer } from '../../shell/session'
import { clock, nikTail } from '../../words/format'
import { useWords } from '../../words/words'
import { chipFingers, hasFinger, lacksWitness, missingProofs, type Capture, type StepName } from './capture'
import { CaptureFrame } from './CaptureFrame'
import { pictureOf, useDesk, type Recorded } from './desk'

export interface Report { number: string; packet_bytes: number; statement: string; summons?: string; at: number; presented: boolean }
const verificationFailed = 2102

export function SignOffStep({ finished }: { finished: (report: Report) => Promise<void> }) {
  const t = useWords()
  const desk = useDesk()
  const { me } = useOfficer()
  const { capture, known, short, path } = desk
  const sealed = useRef(false)
  const [verifyAgain, setVerifyAgain] = useState(false)
  const fingers = [...Array(10).keys()].map((i) => i + 1)
  const taken = fingers.filter((finger) => hasFinger(capture, finger)).length
  const excepted = Object.keys(capture.exceptions).filter((part) => part.startsWith('finger-') && !capture.parts.includes(part)).length
  const finish = useAct(async () => {
    if (sealed.current) return
    desk.take(await post<Capture>(path + '/press/operator'))
    try {
      const report = await post<Omit<Report, 'at' | 'presented'>>(`${path}/${short ? 'present' : 'finish'}`)
      sealed.current = true
      await finished({ ...report, at: Date.now(), presented: short })
    } catch (wrong) {
      if (wrong instanceof Failure && wrong.told?.code === verificationFailed) setVerifyAgain(true)
      throw wrong
    }
  })
  // The presses that did not agree are taken away, and made once more.
  const verify = useAct(async () => {
    let now = capture
    for (const part of capture.parts.filter((one) => one.startsWith('verify-'))) now = await remove<Capture>(`${path}/parts/${part}`)
    desk.take(now)
    desk.open('verify')
  })
  const lines: [StepName, string][] = short
    ? [['biodata', '●'], ['verify', '●'], ['statement', '●']]
    : [
      ['biodata', '●'], ['photo', '●'], ['signature', capture.exceptions.signature ? '✗' : '●'],
      ['fingers', excepted > 0 ? t('perekaman.pengesahan.jari_pengecualian', { n: taken, kecuali: excepted }) : t('perekaman.pengesahan.jari', { n: taken })],
      ['irises', desk.devices.irises ? (['iris-right', 'iris-left'].map((eye) => (capture.parts.includes(eye) ? '●' : '✗')).join(' ')) : '–'],
      ['verify', chipFingers(capture, known).map(() => '●').join(' ')], ['statement', '●'],
    ]
  const open = desk.steps.filter((step) => step !== 'signoff' && !desk.isDone(step))
  const unproven = missingProofs(capture).length > 0
  return (
    <CaptureFrame plain failure={finish.failure ?? verify.failure} screen={{ state: 'statement', data: { words: 'wait' } }}
      primary={unproven ? { words: t('perekaman.bukti.ambil'), run: desk.prove }
        : lacksWitness(capture) ? { words: t('perekaman.saksi.isi'), run: () => desk.open('statement') }
        : capture.needs_approval ? { words: t('perekaman.persetujuan.minta'), run: desk.approve }
        : verifyAgain ? { words: t('perekaman.pengesahan.verifikasi_lagi'), run: () => void verify.run(), busy: verify.busy }
        : { words: short ? t('perekaman.pengesahan.kirim_jari') : t('perekaman.pengesahan.simpan'), run: () => void finish.run(), busy: finish.busy, disabled: open.length > 0 }}>
      {open.length > 0 && <p className="warning">▲ {t('perekaman.pengesahan.belum', { daftar: open.map((step) => t('perekaman.langkah.' + step)).join(', ') })}</p>}
      <ul className="summary">
        {lines.map(([step, sign]) => <li key={step}><UnstyledButton onClick={() => desk.open(step)}>{t('perekaman.langkah.' + step)} <b>{sign}</b></UnstyledButton></li>)}
      </ul>
      <div className="thumbs">
        {['portrait', 'signature', ...fingers.map((finger) => 'finger-' + finger), 'iris-right', 'iris-left', 'proof-right-hand', 'proof-left-hand', 'proof-eyes'].filter((part) => capture.parts.includes(part)).map((part) => (
          <img key={part} src={pictureOf(desk, part)} alt={part.startsWith('finger-') ? t('jari.' + part.slice(7)) : t('perekaman.gambar.' + part.replace(/-/g, '_'))} title={part.startsWith('proof-') ? t('perekaman.gambar.' + part.replace(/-/g, '_')) : undefined} data-part={part} />
        ))}
      </div>
      <p className="say" role="status">{finish.busy ? t('perekaman.pengesahan.menunggu_jari') : t('perekaman.pengesahan.letakkan', { nama: me.full_name || me.name })}</p>
    </CaptureFrame>
  )
}

/** After the seal: nothing of the recording can be opened here any more. */
export function Sealed({ application, report, leave }: { application: Recorded; report: Report; leave: () => void }) {
  const t = useWords()
  const { me } = useOfficer()
  const status = useRead<Status>('/api/status', { every: 5000 })
  useResidentScreen({ state: 'done', data: {} })
  const sent = application.state !== 'Captured' && application.state !== 'Registered' && application.state !== 'RejectedAtCheck' && !(report.presented && (status.data?.line.unsent ?? 1) > 0)
  const [began] = useState(() => Date.now())
  const [stamped, setStamped] = useState(application.stamped ?? null)
  const stamp = useAct(async () => {
    await post(`/api/applications/${encodeURIComponent(report.number)}/stamp`, { began_ms: began })
    setStamped({ at: new Date().toISOString(), by: me.full_name || me.name })
  })
  const before = Math.max(0, (status.data?.line.unsent ?? 1) - 1)
  return (
    <Act heading={t('perekaman.judul')} clause="I.2, 1h" about={<>{application.name} {nikTail(application.nik)}</>} back={leave}
      primary={{ words: t('perekaman.disegel.berikutnya'), run: leave }} failure={stamp.failure}
      others={stamped ? [] : [{ key: 'Alt+C', words: t('perekaman.disegel.dicap'), run: () => void stamp.run(), busy: stamp.busy }]}
      success={<><p><b>{t('perekaman.disegel.judul', { nomor: report.number, jam: clock(report.at) })}</b></p>
        <p>{sent ? t('perekaman.disegel.terkirim') : t('perekaman.disegel.menunggu', { n: before })}</p></>}>
      <p>{t('perekaman.disegel.tertutup')}</p>
      <p role="status">{stamped ? '● ' + t('perekaman.disegel.sudah_cap', { jam: clock(stamped.at), siapa: stamped.by }) : t('perekaman.disegel.cap')}</p>
      {report.summons && <PrintButton paper={report.summons} words={t('perekaman.disegel.cetak')} />}
    </Act>
  )
}
