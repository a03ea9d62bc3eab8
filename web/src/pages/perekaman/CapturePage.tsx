// screens.md 3.8 to 3.10: one guided page, the steps of SOP I.2 in their order. Everything taken is at the office at once.
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useLocation } from 'wouter'
import { type Failure, post, put } from '../../api/client'
import type { Status } from '../../api/types'
import { useAct, useRead } from '../../api/use'
import { Act } from '../../parts/Act'
import { ErrorBlock } from '../../parts/ErrorBlock'
import { blankScreen } from '../../parts/resident'
import { SecondPersonPanel, type Second } from '../../parts/SecondPerson'
import { useDraft } from '../../parts/drafts'
import { usePreferences } from '../../shell/preferences'
import { useSession } from '../../shell/session'
import { stateWords } from '../../words/application'
import { useWords } from '../../words/words'
import type { ReadOut } from './biodata'
import { firstOpen, isDone, isShort, mayRecord, missingProofs, proofs, stepsOf, hasAnyFinger, mayBeAnother, type Capture, type Known, type StepName } from './capture'
import { DeskProvider, pictureOf, type Desk, type Recorded } from './desk'
import { AsidePanel } from './AsidePanel'
import { ExceptionPanel, exceptionList } from './ExceptionPanel'
import { ProofPanel } from './ProofPanel'
import { BiodataStep } from './BiodataStep'
import { PhotoStep } from './PhotoStep'
import { SignatureStep } from './SignatureStep'
import { FingersStep } from './FingersStep'
import { IrisStep } from './IrisStep'
import { SamePersonStep } from './SamePersonStep'
import { VerifyStep } from './VerifyStep'
import { StatementStep } from './StatementStep'
import { SignOffStep, Sealed, type Report } from './SignOffStep'
import './perekaman.css'

const emptyKnown: Known = { tries: {}, quality: {}, last: 0 }
const stepPages: Record<Exclude<StepName, 'signoff'>, () => React.JSX.Element> = {
  biodata: BiodataStep, photo: PhotoStep, signature: SignatureStep, fingers: FingersStep, irises: IrisStep, verify: VerifyStep, statement: StatementStep,
}

export default function CapturePage({ number = '' }: Record<string, string | undefined>) {
  const t = useWords()
  const [, go] = useLocation()
  const application = useRead<Recorded>('/api/applications/' + encodeURIComponent(number))
  const who = useRead<ReadOut>(`/api/applications/${encodeURIComponent(number)}/biodata`)
  const status = useRead<Status>('/api/status', { every: 15000 })
  const [report, setReport] = useState<Report | null>(null)
  const leave = useCallback(() => { blankScreen(); go('/meja') }, [go])

  if (report && application.data) return <Sealed application={application.data} report={report} leave={leave} />
  const trouble = application.error ?? who.error ?? status.error
  if (trouble && !(application.data && who.data && status.data)) return <Act heading={t('perekaman.judul')} back={leave}><ErrorBlock failure={trouble} /></Act>
  if (!application.data || !who.data || !status.data) return <Act heading={t('perekaman.judul')} back={leave}><div className="skeleton" role="status"><i /><i /><i /></div></Act>
  if (!mayRecord(application.data.state))
    return (
      <Act heading={t('perekaman.judul')} about={application.data.name} back={leave}>
        <p className="empty">{t('perekaman.bukan_sekarang', { keadaan: stateWords(t, application.data.state) })}</p>
      </Act>
    )
  return <Recording key={number} application={application.data} who={who.data} devices={status.data.devices} leave={leave} sealed={setReport} />
}

function Recording({ application, who, devices, leave, sealed }: { application: Recorded; who: ReadOut; devices: Status['devices']; leave: () => void; sealed: (report: Report) => void }) {
  const t = useWords()
  const { stepsByThemselves } = usePreferences()
  const { since } = useSession()
  const path = `/api/applications/${encodeURIComponent(application.number)}/capture`
  const [capture, setCapture] = useState<Capture | null>(null)
  const [known, learnDraft, forget] = useDraft<Known>('perekaman-' + application.number, emptyKnown)
  const [step, setStep] = useState<StepName | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [resumed, setResumed] = useState(false)
  const [panel, setPanel] = useState<'exception' | 'proof' | 'approval' | 'aside' | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])

  const learn = useCallback((change: Partial<Known>) => learnDraft({ ...change, last: Date.now() }), [learnDraft])

  // Once, not at every change of the site: asking for the recording of a finished application would begin another.
  useEffect(() => {
    let here = true
    post<Capture>(path).then((opened) => { if (here) setCapture(opened) }, (wrong: Failure) => { if (here) setFailure(wrong) })
    return () => { here = false }
  }, [path])
  const short = capture !== null && isShort(application, capture)
  const steps = stepsOf(short)
  const has = useMemo(() => ({ irises: devices.irises, short }), [devices.irises, short])
  useEffect(() => {
    if (!capture || !known || step) return
    const begun = capture.biodata_confirmed || capture.parts.length > 0
    const done = (one: StepName) => isDone(one, capture, known, { irises: devices.irises, short: isShort(application, capture) })
    if (begun && mayBeAnother(known, Date.now(), since)) {
      // The data are read again, and a finger is compared where there is one.
      put<Capture>(path + '/facts', { biodata_confirmed: false }).then((now) => {
        learn({ again: hasAnyFinger(now) })
        setCapture(now)
        setStep('biodata')
        setResumed(true)
      }, setFailure)
      return
    }
    setResumed(begun)
    setStep(firstOpen(stepsOf(isShort(application, capture)), done))
  }, [capture, known, step, application, devices.irises, path, since, learn])

  const approval = useAct(async (second: Second) => {
    const now = await post<Capture>(path + '/approval', second)
    setCapture(now)
    if (!now.needs_approval) setPanel(null)
  })
  const aside = useAct(async (why: string) => { await post(path + '/aside', { reason: why }); leave() })
  const after = (now: Capture) => (missingProofs(now).length > 0 ? 'proof' : now.needs_approval ? 'approval' : null)

  if (failure || !capture || !known || !step)
    return <Act heading={t('perekaman.judul')} about={application.name} back={leave} failure={failure ?? aside.failure}><div className="skeleton" role="status"><i /><i /><i /></div></Act>

  const done = (one: StepName, now: Capture = capture) => isDone(one, now, known, has)
  const open = (one: StepName) => {
    clearTimeout(timer.current)
    // A later step not before its turn.
    if (steps.indexOf(one) <= steps.indexOf(firstOpen(steps, done))) setStep(one)
  }
  const desk: Desk = {
    application, who, capture, path, known, learn, short, devices, steps, step, open, leave,
    isDone: (one) => done(one),
    take: (now) => { setCapture(now); learn({}) },
    goOn: (now, how = 'soon') => {
      setCapture(now)
      learn({})
      const order = stepsOf(isShort(application, now))
      const next = order.slice(order.indexOf(step) + 1).find((one) => one === 'signoff' || !isDone(one, now, known, { ...has, short: isShort(application, now) })) ?? 'signoff'
      clearTimeout(timer.current)
      if (how === 'now') setStep(next)
      else if (stepsByThemselves) timer.current = setTimeout(() => setStep(next), 600)
    },
    putAside: (why) => { if (why) void aside.run(why); else setPanel('aside') },
    except: () => setPanel('exception'),
    prove: () => setPanel('proof'),
    approve: () => setPanel('approval'),
  }
  const StepPage = step === 'signoff' ? null : stepPages[step]
  return (
    <DeskProvider value={desk}>
      {known.again && step !== 'biodata' ? <SamePersonStep /> : StepPage ? <StepPage key={step} /> : <SignOffStep finished={async (report) => { await forget(); sealed(report) }} />}
      {resumed && <p className="hidden" role="status">{t('perekaman.dilanjutkan', { n: steps.indexOf(step) + 1, dari: steps.length })}</p>}
      {panel === 'exception' && <ExceptionPanel close={() => setPanel(null)} done={(now) => { desk.take(now); setPanel(after(now)) }} />}
      {panel === 'proof' && <ProofPanel close={() => setPanel(null)} done={(now) => setPanel(after(now))} />}
      {panel === 'aside' && <AsidePanel path={path} close={() => setPanel(null)} done={leave} />}
      {panel === 'approval' && (
        <SecondPersonPanel key={capture.approved_by} title={t('perekaman.persetujuan.judul')} verb={t('perekaman.persetujuan.setujui')} busy={approval.busy} failure={approval.failure}
          close={() => setPanel(null)} onSign={(second) => void approval.run(second)}>
          {capture.approved_by !== '' && <p className="warning small">▲ {t('perekaman.persetujuan.kedua', { siapa: capture.approved_by })}</p>}
          <ul>{exceptionList(t, capture).map((one) => <li key={one}>{one}</li>)}</ul>
          <div className="thumbs">{proofs.filter((proof) => capture.parts.includes('proof-' + proof)).map((proof) => <img key={proof} src={pictureOf(desk, 'proof-' + proof, capture.parts.length)} alt={t('perekaman.gambar.proof_' + proof.replace('-', '_'))} data-part="proof" />)}</div>
          <p className="hint">{t('perekaman.persetujuan.nanti')}</p>
        </SecondPersonPanel>
      )}
    </DeskProvider>
  )
}
