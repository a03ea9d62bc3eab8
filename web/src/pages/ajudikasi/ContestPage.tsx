// Two officers decide, each alone, whether two recordings are one person (screens.md 3.14; SOP 2, 3b). The same page
// shows the evidence of what has become a clarification or a duplicate, and what a supervisor settles.
import { Button, Tabs } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useLocation } from 'wouter'
import { get, post, type Failure } from '../../api/client'
import type { Page } from '../../api/types'
import { useAct, useRead } from '../../api/use'
import { Act, type Step } from '../../parts/Act'
import { useDraft } from '../../parts/drafts'
import { ErrorBlock } from '../../parts/ErrorBlock'
import { FingerMap, type FingerMark } from '../../parts/FingerMap'
import { pageFailure } from '../../parts/pageFailure'
import { ConfirmPage } from '../../shell/Shell'
import { useOfficer } from '../../shell/session'
import { useNow } from '../../shell/StatusBar'
import { minutes } from '../../words/format'
import { useWords } from '../../words/words'
import { BiodataAndScore } from './BiodataAndScore'
import { DecisionHistory } from './DecisionHistory'
import {
  caseName, commonFingers, fingerPart, holds, isOpen, judgementKey, missingLooks, orderFor, partsOf, picturePath, positionOf,
  type Candidate, type Contest, type ContestLine, type Judgement, type Part,
} from './contest'
import { Decision, unsaid, type Said } from './Decision'
import EvidenceViewer from './EvidenceViewer'
import { NobodyAlike } from './NobodyAlike'
import { Opinions } from './Opinions'
import { fetchAhead, letGo, makeReady } from './pictures'
import './adjudication.css'

/** What is kept at the center until the case is judged: it outlives a reload, and a log-out. */
interface Work { said: Record<string, Said>; looked: Record<string, Part[]>; done: string[] }
const nothingYet: Work = { said: {}, looked: {}, done: [] }

export default function ContestPage({ number = '' }: Record<string, string | undefined>) {
  const t = useWords()
  const [, go] = useLocation()
  const contest = useRead<Contest>('/api/contests/' + encodeURIComponent(number))
  const heading = t('ajudikasi.judul_kasus', { kasus: caseName(number) })
  if (!contest.data || contest.error)
    return (
      <Act heading={heading} clause="2, 3b" back={() => go('/ajudikasi')}>
        {contest.error ? <ErrorBlock failure={contest.error} /> : <div className="skeleton" role="status">{t('ajudikasi.membuka')}<i /><i /><i /></div>}
      </Act>
    )
  if (contest.data.candidates.length === 0) return <NobodyAlike key={number} contest={contest.data} heading={heading} />
  return <Opened key={number} contest={contest.data} heading={heading} />
}

function Opened({ contest, heading }: { contest: Contest; heading: string }) {
  const t = useWords()
  const client = useQueryClient()
  const { me, role } = useOfficer()
  const [, go] = useLocation()
  const wide = useMediaQuery('(min-width: 1280px)', false, { getInitialValueInEffect: false })
  const now = useNow(1000)
  const [began] = useState(Date.now)
  const [at, setAt] = useState(0)
  const [part, setPart] = useState<Part>(() => partsOf(contest.probe, contest.candidates[0] ?? contest.probe)[0] ?? 'portrait')
  // A new search of the same application is a new contest, and begins with nothing.
  const [work, changeWork, forgetWork] = useDraft<Work>(`ajudikasi-${contest.number}-${Date.parse(contest.since)}`, nothingYet)
  const [looked, setLooked] = useState<Record<string, Set<Part>>>({})
  const said = work?.said ?? nothingYet.said
  const done = work?.done ?? nothingYet.done
  const [shows, setShows] = useState<'pictures' | 'data'>('pictures')
  const [tab, setTab] = useState<string | null>('evidence')
  const [asks, setAsks] = useState(false)
  const [wanting, setWanting] = useState<Failure | null>(null)
  const [success, setSuccess] = useState('')
  const viewer = useRef<HTMLDivElement>(null)

  const candidate = contest.candidates[Math.min(at, contest.candidates.length - 1)] as Candidate
  const settles = contest.state === 'Disputed' && role === 'supervisor'
  const decides = settles || (role === 'adjudicator' && (contest.state === 'Adjudicating' || contest.state === 'HalfJudged'))
  const blind = decides && !settles
  const own = said[candidate.number] ?? unsaid
  const open = isOpen(candidate)
  const seenOf = (of: Candidate) => new Set<Part>([...(work?.looked[of.number] ?? []), ...(looked[of.number] ?? [])])
  const seen = seenOf(candidate)
  const parts = partsOf(contest.probe, candidate)
  const partWords = useCallback((one: Part) => {
    const position = positionOf(one)
    return position !== null ? t('jari.' + position) : t('ajudikasi.bagian_' + one.replace('/', '_'))
  }, [t])

  const onLooked = useCallback((one: Part) => {
    setLooked((before) => {
      const there = before[candidate.number]
      return there?.has(one) ? before : { ...before, [candidate.number]: new Set([...(there ?? []), one]) }
    })
  }, [candidate.number])
  // Looks that were noted before the draft came go into it.
  useEffect(() => {
    if (!work || !decides) return
    const more = Object.entries(looked).filter(([of, parts]) => [...parts].some((one) => !work.looked[of]?.includes(one)))
    if (more.length > 0) changeWork({ looked: { ...work.looked, ...Object.fromEntries(more.map(([of, parts]) => [of, [...new Set([...(work.looked[of] ?? []), ...parts])]])) } })
  }, [work, looked, decides, changeWork])
  const change = (some: Partial<Said>) => {
    setWanting(null)
    if (!work) return
    changeWork({ said: { ...work.said, [candidate.number]: { ...(work.said[candidate.number] ?? unsaid), ...some } } })
    if (some.judgement) setTab('decision')
  }
  // What opens afterwards comes from the center, which tells nothing of it before.
  const impression = useAct(async (one: Judgement) => {
    await post(`/api/contests/${encodeURIComponent(contest.number)}/impression`, { candidate: candidate.number, impression: one })
    await client.refetchQueries({ queryKey: ['/api/contests/' + encodeURIComponent(contest.number)] })
    setTab('decision')
  })
  const impress = (one: Judgement) => { setWanting(null); void impression.run(one) }
  // One key is the impression; after it the same key is the decision.
  const press = (judgement: Judgement) => {
    if (!decides) return
    if (blind && candidate.impression === null) impress(judgement)
    else change({ judgement, reason: null })
  }
  const step = (by: number) => { setPart(parts[(parts.indexOf(part) + by + parts.length) % parts.length] ?? part); setShows('pictures') }
  const toCandidate = (by: number) => {
    const next = at + by
    if (next < 0 || next >= contest.candidates.length) return
    setAt(next)
    setShows('pictures')
    setTab('evidence')
  }
  const look = (one: Part) => { if (parts.includes(one)) { setPart(one); setShows('pictures') } }

  // What will be looked at next comes while this is looked at: the other pictures of the case, then the next case.
  useEffect(() => {
    let here = true
    const paths = parts.flatMap((one) => [contest.probe, candidate].filter((side) => holds(side, one)).map((side) => picturePath(contest.number, side.number, one)))
    void (async () => {
      await fetchAhead(paths, () => here)
      if (!here || !decides) return
      const due = await get<Page<ContestLine>>('/api/contests').catch(() => null)
      const line = due && orderFor(me.name, due.items, Date.now()).find((one) => one.number !== contest.number)
      if (line && here) makeReady(line.number)
    })()
    return () => { here = false }
    // Once for each candidate.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [contest.number, candidate.number])
  // Not before the pictures are off the screen: what is let go cannot be drawn any more.
  useEffect(() => () => letGo(contest.number), [contest.number])
  useEffect(() => { viewer.current?.querySelector<HTMLElement>('.viewer-box')?.focus() }, [contest.number, candidate.number])

  const act = useAct(async () => {
    const candidates = contest.candidates.map((one) => ({ number: one.number, judgement: (said[one.number] ?? unsaid).judgement ?? 'poor-data' }))
    const reason = contest.candidates.map((one) => reasonWords(one, said[one.number] ?? unsaid)).join('\n').slice(0, 2000)
    await post(`/api/contests/${encodeURIComponent(contest.number)}/${settles ? 'supervisor' : 'judgement'}`, { candidates, reason })
    await forgetWork()
    setSuccess(t('ajudikasi.tercatat'))
    const due = await get<Page<ContestLine>>('/api/contests')
    const next = orderFor(me.name, due.items, Date.now()).find((line) => line.number !== contest.number && line.disputed === settles)
    await client.invalidateQueries({ queryKey: ['/api/contests'] })
    go(next ? '/ajudikasi/' + next.number : '/ajudikasi')
  })
  const reasonWords = (of: Candidate, one: Said) => [
    contest.candidates.length > 1 ? t('ajudikasi.tentang', { nomor: of.number, putusan: t('ajudikasi.putusan_' + judgementKey(one.judgement ?? 'poor-data')) }) : '',
    one.judgement && one.reason ? t(`ajudikasi.alasan_${judgementKey(one.judgement)}_${one.reason}`, { n: fingersSeen(of) }) + '.' : '',
    one.words.trim(),
    blind && of.impression ? t('ajudikasi.kesan_awal', { kesan: t('ajudikasi.putusan_' + judgementKey(of.impression)) }) : '',
  ].filter(Boolean).join(' ')
  const fingersSeen = (of: Candidate) => commonFingers(contest.probe, of).filter((position) => seenOf(of).has(fingerPart(position))).length

  const complaint = (): Failure | null => {
    if (blind && candidate.impression === null) return pageFailure(4206, t('ajudikasi.galat_kesan'))
    if (!own.judgement) return pageFailure(4206, t('ajudikasi.galat_putusan'))
    if (own.judgement !== 'poor-data') {
      const missing = missingLooks(contest.probe, candidate, seen)
      if (missing.fingers > 0) return pageFailure(4205, t('ajudikasi.galat_jari', { n: fingersSeen(candidate) }))
      if (missing.hands) return pageFailure(4205, t('ajudikasi.galat_tangan'))
      if (missing.face) return pageFailure(4205, t('ajudikasi.galat_wajah'))
    }
    if (!own.reason) return pageFailure(4204, t('ajudikasi.galat_alasan'))
    return null
  }
  const undecided = contest.candidates.filter((one) => one.number !== candidate.number && !done.includes(one.number))
  const settle = () => void act.run()
  const record = () => {
    const wrong = complaint()
    setWanting(wrong)
    if (wrong) return setTab('decision')
    changeWork({ done: [...new Set([...done, candidate.number])] })
    if (undecided.length > 0) {
      setSuccess(t('ajudikasi.kandidat_dicatat', { n: at + 1 }))
      setAt(contest.candidates.indexOf(undecided[0] as Candidate))
      setTab('evidence')
      setShows('pictures')
    } else if (contest.candidates.some((one) => said[one.number]?.judgement === 'same')) setAsks(true)
    else settle()
  }

  const marks: Record<number, FingerMark> = {}
  for (let position = 1; position <= 10; ++position) {
    const here = contest.probe.fingers.includes(position), there = candidate.fingers.includes(position)
    marks[position] = seen.has(fingerPart(position)) ? { state: 'good', words: t('ajudikasi.dilihat') }
      : here && there ? { state: 'none', words: t('ajudikasi.belum_dilihat') }
      : { state: 'absent', words: t(here ? 'ajudikasi.hanya_baru' : there ? 'ajudikasi.hanya_lama' : 'ajudikasi.tidak_direkam') }
  }
  const keys: Record<string, () => void> = {
    ...Object.fromEntries(Array.from({ length: 10 }, (_, i) => [String((i + 1) % 10), () => look(fingerPart(i + 1))])),
    ArrowLeft: () => step(-1), ArrowRight: () => step(1), PageUp: () => toCandidate(-1), PageDown: () => toCandidate(1),
    w: () => look('portrait'), i: () => look(part === 'irises/right' || !parts.includes('irises/right') ? 'irises/left' : 'irises/right'),
    s: () => press('same'), b: () => press('different'), k: () => press('poor-data'),
  }
  const picker = (one: Part, key: string) => (
    <Button key={one} size="compact-sm" variant={part === one ? 'filled' : 'default'} aria-pressed={part === one} onClick={() => look(one)} disabled={!parts.includes(one)}>
      {key && <kbd>{key}</kbd>} {partWords(one)} {seen.has(one) ? '●' : '○'}
    </Button>
  )
  const position = positionOf(part)
  // Each candidate for itself: which are decided, which were looked at (never by colour alone).
  const standing = (of: Candidate) => {
    const judgement = said[of.number]?.judgement
    if (done.includes(of.number) && judgement) return '● ' + t('ajudikasi.putusan_' + judgementKey(judgement))
    return seenOf(of).size > 0 ? '◐ ' + t('ajudikasi.dilihat') : '○ ' + t('ajudikasi.belum_dilihat')
  }
  const overview = decides && contest.candidates.length > 1 && (
    <div className="row" role="group" aria-label={t('ajudikasi.semua_kandidat')}>
      {contest.candidates.map((one, i) => (
        <Button key={one.number} size="compact-sm" variant={one.number === candidate.number ? 'filled' : 'default'} aria-pressed={one.number === candidate.number} onClick={() => toCandidate(i - at)}>
          {i + 1} {standing(one)}
        </Button>
      ))}
    </div>
  )
  const evidence = (
    <div className="evidence">
      {overview}
      <FingerMap marks={marks} chosen={position} choose={(one) => look(fingerPart(one))} letterKeys={false} />
      <div className="row">{picker('portrait', 'W')}{picker('irises/right', 'I')}{picker('irises/left', 'I')}{picker('signature', '')}</div>
      <p className="hint">{t('ajudikasi.dilihat_dari', { n: fingersSeen(candidate), m: commonFingers(contest.probe, candidate).length, lama: minutes(now - began) })}</p>
    </div>
  )
  const decision = (
    <>
      <Opinions said={contest.said} />
      <DecisionHistory decisions={contest.decisions} />
      {impression.failure && <ErrorBlock failure={impression.failure} />}
      {wanting && <ErrorBlock failure={wanting} />}
      {decides ? <Decision impression={candidate.impression} impress={impress} said={own} change={change} blind={blind} fingers={fingersSeen(candidate)} /> : <p className="notice">{t('ajudikasi.hanya_lihat')}</p>}
    </>
  )
  const others: Step[] = [
    ...(contest.candidates.length > 1 ? [
      { words: t('ajudikasi.kandidat_lalu'), run: () => toCandidate(-1), disabled: at === 0 },
      { words: t('ajudikasi.kandidat_lanjut'), run: () => toCandidate(1), disabled: at === contest.candidates.length - 1 },
    ] : []),
    ...(open ? [{ key: 'Alt+D', words: t(shows === 'data' ? 'ajudikasi.lihat_gambar' : 'ajudikasi.lihat_biodata'), run: () => setShows(shows === 'data' ? 'pictures' : 'data') }] : []),
  ]
  return (
    <Act heading={heading} clause="2, 3b" back={() => history.back()} failure={act.failure} success={success && !act.failure ? success : undefined}
      about={t('ajudikasi.kandidat', { n: at + 1, m: contest.candidates.length })} others={others}
      primary={decides ? { words: t('ajudikasi.catat'), run: record, busy: act.busy } : undefined}>
      <div className="bench" data-wide={wide}>
        <div className="bench-left" ref={viewer}>
          {shows === 'data' && isOpen(candidate)
            ? <BiodataAndScore contest={contest} candidate={candidate} />
            : <EvidenceViewer contest={contest.number} probe={contest.probe} candidate={candidate} part={part} words={partWords(part)} who={me.name} onLooked={onLooked} keys={keys} />}
        </div>
        <aside className="bench-right" aria-label={t('ajudikasi.bukti_putusan')}>
          {wide ? <>{evidence}{decision}</> : (
            <Tabs value={tab} onChange={setTab} keepMounted={false}>
              <Tabs.List>
                <Tabs.Tab value="evidence">{t('ajudikasi.tab_bukti')}</Tabs.Tab>
                <Tabs.Tab value="decision">{t('ajudikasi.tab_putusan')}</Tabs.Tab>
              </Tabs.List>
              <Tabs.Panel value="evidence">{evidence}<p className="hint">{t('ajudikasi.layar')}</p></Tabs.Panel>
              <Tabs.Panel value="decision">{decision}</Tabs.Panel>
            </Tabs>
          )}
        </aside>
      </div>
      {asks && (
        <ConfirmPage title={t('ajudikasi.catat_sama')} verb={t('ajudikasi.catat_sama_kata')} back={() => setAsks(false)} busy={act.busy} onYes={() => { setAsks(false); settle() }}>
          {t('ajudikasi.catat_sama_tanya', { no: contest.candidates.filter((one) => said[one.number]?.judgement === 'same').map((one) => one.number).join(', ') })}
        </ConfirmPage>
      )}
    </Act>
  )
}
