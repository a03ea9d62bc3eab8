// A resident of whom there are too few fingers to search with, and nobody recorded who is like in biodata (SOP 2; search.md
// "biometric exception"): two officers look, each alone, whether the exception is true and the recording will do.
import { Button, Radio, Textarea } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { get, post, type Failure } from '../../api/client'
import type { Page } from '../../api/types'
import { useAct } from '../../api/use'
import { Act } from '../../parts/Act'
import { useDraft } from '../../parts/drafts'
import { ErrorBlock } from '../../parts/ErrorBlock'
import { LabelledValue } from '../../parts/LabelledValue'
import { pageFailure } from '../../parts/pageFailure'
import { useKeys } from '../../shell/keys'
import { useOfficer } from '../../shell/session'
import { nik } from '../../words/format'
import { useWords } from '../../words/words'
import { exceptionWords } from './BiodataAndScore'
import { DecisionHistory } from './DecisionHistory'
import { holds, judgementKey, letterOf, orderFor, picturePath, type Contest, type ContestLine, type Judgement, type Part } from './contest'
import { Opinions } from './Opinions'

const judgements: Judgement[] = ['different', 'poor-data']
const reasons: Record<string, string[]> = { different: ['1', '2'], 'poor-data': ['1', '2', '3'] }
const eyesAndHand: Part[] = ['irises/right', 'irises/left', 'signature']

export function NobodyAlike({ contest, heading }: { contest: Contest; heading: string }) {
  const t = useWords()
  const client = useQueryClient()
  const { me, role } = useOfficer()
  const [, go] = useLocation()
  const [said, change, forget] = useDraft<{ judgement: Judgement | null; reason: string | null; words: string }>(`ajudikasi-${contest.number}-${Date.parse(contest.since)}`, { judgement: null, reason: null, words: '' })
  const [wanting, setWanting] = useState<Failure | null>(null)
  const settles = contest.state === 'Disputed' && role === 'supervisor'
  const decides = settles || (role === 'adjudicator' && (contest.state === 'Adjudicating' || contest.state === 'HalfJudged'))
  const side = contest.probe
  const act = useAct(async () => {
    if (!said?.judgement) return
    const reason = [t(`ajudikasi.sendiri_${judgementKey(said.judgement)}_${said.reason ?? '1'}`) + '.', said.words.trim()].filter(Boolean).join(' ')
    await post(`/api/contests/${encodeURIComponent(contest.number)}/${settles ? 'supervisor' : 'judgement'}`, { judgement: said.judgement, reason })
    await forget()
    const due = await get<Page<ContestLine>>('/api/contests')
    const next = orderFor(me.name, due.items, Date.now()).find((line) => line.number !== contest.number && line.disputed === settles)
    await client.invalidateQueries({ queryKey: ['/api/contests'] })
    go(next ? '/ajudikasi/' + next.number : '/ajudikasi')
  })
  const choose = (judgement: Judgement) => { setWanting(null); if (decides) change({ judgement, reason: null }) }
  const record = () => {
    const wrong = !said?.judgement ? pageFailure(4206, t('ajudikasi.sendiri_galat')) : !said.reason ? pageFailure(4204, t('ajudikasi.galat_alasan')) : null
    setWanting(wrong)
    if (!wrong) void act.run()
  }
  useKeys({ b: () => choose('different'), k: () => choose('poor-data') })
  const picture = (part: Part, words: string) => (
    <figure key={part}>
      <img src={picturePath(contest.number, 'probe', part)} alt={words} />
      <figcaption>{words}</figcaption>
    </figure>
  )
  return (
    <Act heading={heading} clause="2, 3b" about={t('ajudikasi.tanpa_kandidat')} back={() => history.back()} failure={act.failure}
      primary={decides ? { words: t('ajudikasi.catat'), run: record, busy: act.busy } : undefined}>
      <div className="alone">
        <section aria-label={t('ajudikasi.bukti_putusan')}>
          <p className="notice">◆ {t('ajudikasi.sendiri')}</p>
          <div className="alone-pictures">
            {picture('portrait', t('ajudikasi.bagian_portrait'))}
            {(side.proofs ?? []).map((proof) => picture('proof/' + proof, t('ajudikasi.bukti', { apa: t('perekaman.gambar.proof_' + proof.replace('-', '_')) })))}
            {side.fingers.map((position) => picture(`fingers/${position}`, t('jari.' + position)))}
            {eyesAndHand.filter((part) => holds(side, part)).map((part) => picture(part, t('ajudikasi.bagian_' + part.replace('/', '_'))))}
          </div>
          <p>✗ {t('ajudikasi.pengecualian_baru', { isi: (side.exceptions ?? []).map((one) => exceptionWords(t, one)).join('; ') })}</p>
        </section>
        <aside className="decision">
          {side.resident && (
            <dl className="values">
              <LabelledValue label={t('orang.name')}>{side.resident.name}</LabelledValue>
              <LabelledValue label={t('orang.nik')}>{nik(side.resident.nik)}</LabelledValue>
              <LabelledValue label={t('orang.born')}>{side.resident.birthplace}, {side.resident.born}</LabelledValue>
              <LabelledValue label={t('orang.mother')}>{side.resident.mother}</LabelledValue>
            </dl>
          )}
          <Opinions said={contest.said} />
          <DecisionHistory decisions={contest.decisions} />
          {wanting && <ErrorBlock failure={wanting} />}
          {!decides && <p className="notice">{t('ajudikasi.hanya_lihat')}</p>}
          {decides && (
            <>
              <h2>{t('ajudikasi.putusan')}</h2>
              <div className="row" role="group" aria-label={t('ajudikasi.putusan')}>
                {judgements.map((one) => (
                  <Button key={one} variant={said?.judgement === one ? 'filled' : 'default'} aria-pressed={said?.judgement === one} onClick={() => choose(one)}>
                    <kbd>{letterOf[one]}</kbd> {t('ajudikasi.sendiri_' + judgementKey(one))}
                  </Button>
                ))}
              </div>
              {said?.judgement && (
                <>
                  <Radio.Group label={t('ajudikasi.alasan')} value={said.reason} onChange={(reason) => change({ reason })}>
                    {(reasons[said.judgement] ?? []).map((one) => <Radio key={one} value={one} mt={4} label={t(`ajudikasi.sendiri_${judgementKey(said.judgement ?? 'different')}_${one}`)} />)}
                  </Radio.Group>
                  <Textarea mt={6} autosize minRows={2} maxRows={4} maxLength={800} label={t('ajudikasi.catatan')} value={said.words} onChange={(e) => change({ words: e.currentTarget.value })} />
                </>
              )}
            </>
          )}
        </aside>
      </div>
    </Act>
  )
}
