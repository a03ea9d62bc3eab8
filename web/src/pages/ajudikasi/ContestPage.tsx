// Two officers decide, each alone, whether two recordings are one person (screens.md 3.14; SOP 2, 3b). The same page
// shows the evidence of what has become a clarification or a duplicate, and what a supervisor settles.
import { Button, Tabs } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useLocation } from 'wouter'
import { get, post, type Failure } from '../../api/client'
import type { Page } from '../../api/types'
import { useAct, useRead } from '../../api/use'
import { Act, type Step } from '../../parts/Act'
import { ErrorBlock } from '../../parts/ErrorBlock'
import { FingerMap, type FingerMark } from '../../parts/FingerMap'
import { pageFailure } from '../../parts/pageFailure'
import { ConfirmPage } from '../../shell/Shell'
import { useOfficer } from '../../shell/session'
import { useNow } from '../../shell/StatusBar'
import { minutes } from '../../words/format'
import { useWords } from '../../words/words'
import { BiodataAndScore } from './BiodataAndScore'
import {
  caseName, commonFingers, fingerPart, holds, judgementKey, missingLooks, orderFor, partsOf, picturePath, positionOf, wholeJudgement,
  type Candidate, type Contest, type ContestLine, type Judgement, type Part,
} from './contest'
import { Decision, unsaid, type Said } from './Decision'
import EvidenceViewer from './EvidenceViewer'
import { fetchAhead, letGo } from './pictures'
import './adjudication.css'

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
  const [looked, setLooked] = useState<Record<string, Set<Part>>>({})
  const [said, setSaid] = useState<Record<string, Said>>({})
  const [done, setDone] = useState<string[]>([])
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
  const open = !blind || own.impression !== null
  const seen = useMemo(() => looked[candidate.number] ?? new Set<Part>(), [looked, candidate.number])
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
  const change = (some: Partial<Said>) => {
    setWanting(null)
    setSaid((before) => ({ ...before, [candidate.number]: { ...(before[candidate.number] ?? unsaid), ...some } }))
    if (some.impression || some.judgement) setTab('decision')
  }
  // One key is the impression; after it the same key is the decision.
  const press = (judgement: Judgement) => { if (decides) change(blind && own.impression === null ? { impression: judgement } : { judgement, reason: null }) }
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
      if (!line || !here) return
      const key = '/api/contests/' + encodeURIComponent(line.number)
      await client.prefetchQuery({ queryKey: [key], queryFn: () => get<Contest>(key) })
      const next = client.getQueryData<Contest>([key])
      const first = next?.candidates[0]
      if (!next || !first || !here) return
      const shown = partsOf(next.probe, first)[0] ?? 'portrait'
      await fetchAhead([next.probe, first].filter((side) => holds(side, shown)).map((side) => picturePath(next.number, side.number, shown)), () => here)
    })()
    return () => { here = false }
    // Once for each candidate.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [contest.number, candidate.number])
  useEffect(() => { viewer.current?.querySelector<HTMLElement>('.viewer-box')?.focus() }, [contest.number, candidate.number])

  const act = useAct(async (judgement: Judgement, reason: string) => {
    await post(`/api/contests/${encodeURIComponent(contest.number)}/${settles ? 'supervisor' : 'judgement'}`, { judgement, reason })
    setSuccess(t('ajudikasi.tercatat'))
    const due = await get<Page<ContestLine>>('/api/contests')
    const next = orderFor(me.name, due.items, Date.now()).find((line) => line.number !== contest.number && line.disputed === settles)
    letGo(next?.number)
    await client.invalidateQueries({ queryKey: ['/api/contests'] })
    go(next ? '/ajudikasi/' + next.number : '/ajudikasi')
  })
  const reasonWords = (of: Candidate, one: Said) => [
    contest.candidates.length > 1 ? t('ajudikasi.tentang', { nomor: of.number, putusan: t('ajudikasi.putusan_' + judgementKey(one.judgement ?? 'poor-data')) }) : '',
    one.judgement && one.reason ? t(`ajudikasi.alasan_${judgementKey(one.judgement)}_${one.reason}`, { n: fingersSeen(of) }) + '.' : '',
    one.words.trim(),
    one.impression ? t('ajudikasi.kesan_awal', { kesan: t('ajudikasi.putusan_' + judgementKey(one.impression)) }) : '',
  ].filter(Boolean).join(' ')
  const fingersSeen = (of: Candidate) => commonFingers(contest.probe, of).filter((position) => looked[of.number]?.has(fingerPart(position))).length

  const complaint = (): Failure | null => {
    if (blind && own.impression === null) return pageFailure(4206, t('ajudikasi.galat_kesan'))
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
  const settle = () => {
    const all = contest.candidates.map((one) => said[one.number] ?? unsaid)
    void act.run(wholeJudgement(all.map((one) => one.judgement ?? 'poor-data')), contest.candidates.map((one, i) => reasonWords(one, all[i] ?? unsaid)).join('\n').slice(0, 2000))
  }
  const record = () => {
    const wrong = complaint()
    setWanting(wrong)
    if (wrong) return setTab('decision')
    setDone([...done, candidate.number])
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
  const evidence = (
    <div className="evidence">
      <FingerMap marks={marks} chosen={position} choose={(one) => look(fingerPart(one))} letterKeys={false} />
      <div className="row">{picker('portrait', 'W')}{picker('irises/right', 'I')}{picker('irises/left', 'I')}{picker('signature', '')}</div>
      <p className="hint">{t('ajudikasi.dilihat_dari', { n: fingersSeen(candidate), m: commonFingers(contest.probe, candidate).length, lama: minutes(now - began) })}</p>
    </div>
  )
  const opinions = contest.said.length > 0 && (
    <section aria-label={t('ajudikasi.dua_pendapat')}>
      <h2>{t('ajudikasi.dua_pendapat')}</h2>
      {contest.said.map((one, i) => (
        <div className="panel opinion" key={i}>
          <b>{t('ajudikasi.petugas', { n: i + 1 })}: {t('ajudikasi.putusan_' + judgementKey(one.judgement))}</b>
          <p>{one.reason || '–'}</p>
        </div>
      ))}
    </section>
  )
  const decision = (
    <>
      {opinions}
      {wanting && <ErrorBlock failure={wanting} />}
      {decides ? <Decision said={own} change={change} blind={blind} fingers={fingersSeen(candidate)} /> : <p className="notice">{t('ajudikasi.hanya_lihat')}</p>}
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
    <Act heading={heading} clause="2, 3b" back={() => { letGo(); history.back() }} failure={act.failure} success={success && !act.failure ? success : undefined}
      about={t('ajudikasi.kandidat', { n: at + 1, m: contest.candidates.length })} others={others}
      primary={decides ? { words: t('ajudikasi.catat'), run: record, busy: act.busy } : undefined}>
      <div className="bench" data-wide={wide}>
        <div className="bench-left" ref={viewer}>
          {shows === 'data' && open
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
