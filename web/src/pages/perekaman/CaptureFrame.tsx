// The frame around every step: rail of the steps at the left, the step, what the resident sees at the right.
import { UnstyledButton } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Failure } from '../../api/client'
import { Act, type Step } from '../../parts/Act'
import { useResidentScreen, type ScreenData, type ScreenState } from '../../parts/resident'
import { usePreferences } from '../../shell/preferences'
import { kindOfLane, nikTail, queue } from '../../words/format'
import { useWords } from '../../words/words'
import { ResidentView } from '../warga/ResidentView'
import { clauses, firstOpen, missingProofs } from './capture'
import { useDesk } from './desk'
import { iconOf, operatorWords, type Reason, type Values } from './reasons'

const limitMs = 4 * 60_000

export interface Hint { reason: Reason; values?: Values }
interface Props {
  primary?: Step
  others?: Step[]
  failure?: Failure | null
  /** What the resident's screen shows meanwhile. */
  screen: { state: ScreenState; data?: ScreenData; /** What is there besides, by the resident's own hand. */ seen?: ScreenData }
  /** The most useful sentence of screens.md 4. */
  hint?: Hint | null
  /** Below the resident's screen: tries, what is kept. */
  aside?: ReactNode
  /** No exception of this step. */
  plain?: boolean
  children: ReactNode
}

export function CaptureFrame({ primary, others = [], failure, screen, hint, aside, plain, children }: Props) {
  const t = useWords()
  const desk = useDesk()
  const { leftHanded } = usePreferences()
  const { application, capture, steps, step } = desk
  const at = steps.indexOf(step)
  const shown = { state: screen.state, data: { ...screen.data, step: at + 1, steps: steps.length, hint: hint?.reason } }
  useResidentScreen(shown)
  const mirrored = { ...shown, data: { ...shown.data, ...screen.seen } }
  const first = steps.indexOf(firstOpen(steps, desk.isDone))
  const back = at > 0 ? () => desk.open(steps[at - 1] ?? 'biodata') : desk.leave
  const all: Step[] = [
    ...others,
    ...(plain ? [] : [{ key: 'Alt+P', words: t('perekaman.pengecualian.tombol'), run: desk.except }]),
    { key: 'Alt+T', words: t('perekaman.tunda'), run: () => desk.putAside() },
  ]
  return (
    <Act heading={t('perekaman.judul')} clause={'I.2, ' + clauses[step]} began={Date.parse(capture.began)} limitMs={limitMs} primary={primary} others={all} back={back} failure={failure}
      about={<><b>{application.queue_number === undefined ? application.number : queue(application.queue_number, kindOfLane(application.lane))}</b> {application.name} {nikTail(application.nik)}</>}>
      <div className={'capture' + (leftHanded ? ' left-handed' : '')}>
        <nav className="rail" aria-label={t('perekaman.langkah')}>
          <ol>
            {steps.map((one, i) => (
              <li key={one}>
                <UnstyledButton className="rail-step" aria-current={one === step ? 'step' : undefined} disabled={i > first} onClick={() => desk.open(one)}>
                  <span aria-hidden>{one === step ? '▸' : desk.isDone(one) ? '✓' : '○'}</span> {i + 1} {t('perekaman.langkah.' + one)}
                  {desk.isDone(one) && <span className="hidden"> {t('perekaman.selesai')}</span>}
                </UnstyledButton>
              </li>
            ))}
          </ol>
          {missingProofs(capture).length > 0 && (
            <div className="warning small">
              <p>▲ {t('perekaman.bukti.belum')}</p>
              <UnstyledButton className="link" onClick={desk.prove}>{t('perekaman.bukti.ambil')}</UnstyledButton>
            </div>
          )}
          {capture.needs_approval && missingProofs(capture).length === 0 && (
            <div className="warning small">
              <p>▲ {t(capture.approved_by ? 'perekaman.persetujuan.kedua_belum' : 'perekaman.persetujuan.belum')}</p>
              <UnstyledButton className="link" onClick={desk.approve}>{t('perekaman.persetujuan.minta')}</UnstyledButton>
            </div>
          )}
          {capture.approved_by !== '' && <p className="hint">● {t('perekaman.persetujuan.oleh', { siapa: [capture.approved_by, capture.approved_too].filter(Boolean).join(', ') })}</p>}
        </nav>
        <section className="frame">
          <h2>{at + 1}. {t('perekaman.langkah.' + step)}</h2>
          {children}
          <p className="capture-hint" role="status" data-reason={hint?.reason}>
            {hint && <><span aria-hidden>{hint.reason === 'good' ? '●' : '▲'} {hint.reason === 'good' ? '' : iconOf(hint.reason)}</span> {operatorWords(t, hint.reason, hint.values)}</>}
          </p>
        </section>
        <aside className="mirror" aria-label={t('perekaman.layar_warga')}>
          <p className="mirror-title">{t('perekaman.layar_warga')}</p>
          <div className="mirror-screen" aria-hidden><ResidentView shown={mirrored} small /></div>
          {aside}
        </aside>
      </div>
    </Act>
  )
}
