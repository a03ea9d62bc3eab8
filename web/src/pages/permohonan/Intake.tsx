// screens.md 3.4, 3.25: from a NIK to a queue number and a summons.
import { useEffect, useState } from 'react'
import { useLocation } from 'wouter'
import { failureHere, reusesRecording, useOnce, type Found, type Requirement, type Taken } from '../../api/counter'
import type { Kind } from '../../api/types'
import { post, type Failure } from '../../api/client'
import { useAct, useRead } from '../../api/use'
import { Act } from '../../parts/Act'
import { ErrorBlock } from '../../parts/ErrorBlock'
import { useDraft } from '../../parts/drafts'
import { useOfficer, useSession } from '../../shell/session'
import { useGoTo, useSought } from '../../shell/sought'
import { kindWords, paperWords } from '../../words/application'
import { nik as nikWords } from '../../words/format'
import { sentence, useLanguage, useWords } from '../../words/words'
import { Checklist } from './Checklist'
import { Issued } from './Issued'
import { NikField, nikOf } from './NikField'
import { askedNow, documentOf, emptyDraft, lacking, laneOf, paperOf, reasons, type Draft, type Lack } from './papers'
import { Choices } from './Choices'
import { ResidentLine } from './ResidentLine'
import './intake.css'

const limit_ms = 2 * 60_000

export default function Intake() {
  const nik = nikOf(useSought().nik ?? '')
  const [, go] = useLocation()
  const [kept, setKept] = useState('')
  if (!nik) return <AskNik kept={kept} />
  return <IntakeOf key={nik} nik={nik} putAside={(words) => { setKept(words); go('/permohonan/baru') }} />
}

function AskNik({ kept }: { kept: string }) {
  const t = useWords()
  const language = useLanguage()
  const [, go] = useLocation()
  const goTo = useGoTo()
  const [wrong, setWrong] = useState<Failure | null>(null)
  const [text, setText] = useState('')
  const refuse = () => setWrong(failureHere('1001', language))
  return (
    <Act heading={t('permohonan.judul')} clause="I.1" back={() => go('/')} success={kept || undefined}
      primary={{ words: t('permohonan.cari'), run: refuse, disabled: !text.trim() }}
      failure={wrong}>
      <div className="ask-nik">
        <NikField label={t('permohonan.nik')} onNik={(nik) => goTo('/permohonan/baru', { nik })} onChange={(typed) => { setText(typed); setWrong(null) }}
          onText={(typed) => (/[a-z]/i.test(typed) ? goTo('/cari', { q: typed }) : refuse())} />
        <p className="hint">{t('permohonan.nik_petunjuk')}</p>
      </div>
    </Act>
  )
}

/** The kinds in the order of their keys. */
const kinds: Kind[] = ['first', 'moved', 'damaged', 'lost', 'late', 'correction', 'foreigner']

function IntakeOf({ nik, putAside }: { nik: string; putAside: (words: string) => void }) {
  const t = useWords()
  const [, go] = useLocation()
  const goTo = useGoTo()
  const { site } = useSession()
  const { role } = useOfficer()
  const found = useOnce<Found>('/api/residents/' + nik)
  const [draft, change, forget] = useDraft<Draft>('permohonan-' + nik, emptyDraft)
  const [issued, setIssued] = useState<Taken | null>(null)
  const [asked, setAsked] = useState<Lack[]>([])

  // The clock of I.1 begins when the resident stands at the counter: with the NIK.
  const [opened] = useState(Date.now())
  const began = draft?.began || opened
  const edit = (some: Partial<Draft>) => change({ began, ...some })

  const who = found.data
  const foreign = who?.biodata.citizenship === 2
  const recorded = who !== undefined && who.recorded_in !== ''
  /** Why a kind does not fit; null: it does. */
  const against = (kind: Kind): string | null => {
    if (!who) return null
    if (foreign !== (kind === 'foreigner')) return t('permohonan.bukan_kewarganegaraan')
    if (kind === 'foreigner') return site.may.personalise ? null : t('permohonan.hanya_dinas')
    if (reusesRecording(kind) && !recorded && !who.from_copy) return t('permohonan.belum_direkam')
    if (!reusesRecording(kind) && recorded) return t('permohonan.sudah_direkam', { tempat: who.recorded_at })
    return null
  }
  const likely: Kind | '' = !who ? '' : foreign ? 'foreigner' : recorded ? '' : 'first'
  const kind: Kind | '' = draft?.kind || likely
  const open = who?.open_application
  const blocked = Boolean(open) || (foreign && !site.may.personalise)
  const wanted = useRead<{ items: Requirement[] }>(kind && !blocked ? `/api/requirements?kind=${kind}` : null)
  const rules = wanted.data?.items
  const paper = (rule: Requirement) => paperOf(draft ?? emptyDraft, rule, who?.biodata.family_card ?? '')

  const issue = useAct(async () => {
    if (!draft || !kind || !rules) return
    const lacks = lacking(rules, paper)
    setAsked(lacks)
    if (lacks.length > 0) return
    const lane = laneOf(draft)
    const taken = await post<Taken>('/api/applications', {
      nik, kind, lane,
      // The journal is Indonesian, whatever language the page has.
      lane_reason: lane === 'regular' ? '' : [...draft.reasons.map((one) => sentence('id', 'permohonan.alasan_' + one)), ...(draft.sameDay ? [sentence('id', 'permohonan.satu_hari')] : [])].join(', '),
      documents: askedNow(rules).map((rule) => ({ rule, one: paper(rule) })).filter(({ one }) => one.held).map(({ rule, one }) => documentOf(rule.type, one)),
      began_ms: began,
    })
    await forget()
    setIssued(taken)
  })

  const loaded = who !== undefined && draft !== null
  const touched = draft !== null && (draft.kind !== '' || Object.keys(draft.papers).length > 0 || draft.reasons.length > 0 || draft.sameDay)
  const missing = rules ? lacking(rules, paper).map((lack) => paperWords(t, lack.type)) : []
  const back = () => go('/')

  if (issued && draft) return <Issued taken={issued} nik={nik} lane={laneOf(draft)} />
  return (
    <Act heading={t('permohonan.judul')} clause="I.1" limitMs={limit_ms} began={loaded ? began : null} back={back}
      about={who && <><b>{who.biodata.name}</b> {nikWords(nik)}</>}
      failure={found.failure ?? issue.failure}
      primary={open
        ? { words: t('permohonan.buka', { nomor: open }), run: () => go('/permohonan/' + open) }
        : found.failure
          ? found.failure.code === 1101
            // Sixteen digits may be those of a family card.
            ? { words: t('permohonan.cari_angka'), run: () => goTo('/cari', { q: nik }) }
            : { words: t('permohonan.cari_lagi'), run: found.again }
          : { words: t('permohonan.terbitkan'), run: () => void issue.run(), disabled: !loaded || blocked || !kind || !rules || against(kind) !== null, busy: issue.busy }}
      others={touched && !blocked ? [{ key: 'Alt+T', words: t('permohonan.simpan'), run: () => putAside(missing.length > 0 ? t('permohonan.tersimpan', { berkas: [...new Set(missing)].join(', ') }) : t('permohonan.tersimpan_lengkap')) }] : []}>
      {!loaded && !found.failure && <Searching />}
      {who && draft && (
        <>
          <ResidentLine who={who} />
          {who.from_copy && <p className="offline">{t('permohonan.dari_salinan')}</p>}
          {open && <div className="error" role="alert"><span aria-hidden>■</span> {t('permohonan.masih_ada', { nomor: open })} <span className="code">(1104)</span></div>}
          {foreign && !site.may.personalise && <ErrorBlockOf code="1109" />}
          {!blocked && (
            <>
              <Choices kinds={kinds} chosen={kind} against={against} choose={(one) => { edit({ kind: one }); setAsked([]) }} autoFocus={likely === ''}
                why={likely === 'first' ? t('permohonan.karena_belum_direkam') : recorded ? t('permohonan.karena_sudah_direkam', { tempat: who.recorded_at }) : ''} />
              {kind && reusesRecording(kind) && (
                <p className="notice">◆ {t('permohonan.rekaman_lama')} {who.from_copy && t('permohonan.cocok_nanti')}</p>
              )}
              {wanted.error && <ErrorBlock failure={wanted.error} />}
              {rules && kind && (
                <Checklist key={kind} rules={rules} paper={paper} lacks={asked} mayScan={role === 'service-officer'}
                  change={(type, some) => edit({ papers: { ...draft.papers, [type]: { ...draft.papers[type], ...some } } })} />
              )}
              <fieldset className="lane">
                <legend>{t('permohonan.antrian')}</legend>
                {reasons.map((one) => (
                  <label key={one}><input type="checkbox" checked={draft.reasons.includes(one)}
                    onChange={(e) => edit({ reasons: e.currentTarget.checked ? [...draft.reasons, one] : draft.reasons.filter((other) => other !== one) })} /> {t('permohonan.alasan_' + one)}</label>
                ))}
                <label><input type="checkbox" checked={draft.sameDay} onChange={(e) => edit({ sameDay: e.currentTarget.checked })} /> {t('permohonan.satu_hari')}</label>
              </fieldset>
            </>
          )}
        </>
      )}
      {who && <p className="hint">{t('permohonan.tercatat', { nik: nikWords(nik) })} {kind && t('permohonan.jenis_dipilih', { jenis: kindWords(t, kind) })}</p>}
    </Act>
  )
}

function ErrorBlockOf({ code }: { code: string }) {
  const language = useLanguage()
  const [failure] = useState(() => failureHere(code, language))
  return <ErrorBlock failure={failure} />
}

/** Words after two seconds (screens.md 3). */
function Searching() {
  const t = useWords()
  const [slow, setSlow] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), 2000)
    return () => clearTimeout(timer)
  }, [])
  return <div className="skeleton" role="status">{slow ? t('permohonan.mencari') : ''}<i /><i /><i /></div>
}
