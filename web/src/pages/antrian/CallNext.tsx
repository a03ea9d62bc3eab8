// F4, wherever the officer is: the next number is called to this desk; a strip above the status bar says which.
import { Button } from '@mantine/core'
import { useEffect, useState } from 'react'
import { get, post } from '../../api/client'
import type { Calling, QueueState } from '../../api/counter'
import { useAct } from '../../api/use'
import { wordsOf } from '../../parts/ErrorBlock'
import { useKeys } from '../../shell/keys'
import { queue } from '../../words/format'
import { useWords } from '../../words/words'
import { answerCalls, useDesk } from './calling'
import { DeskChoice } from './DeskChoice'
import { useTakeBack } from './takeBack'
import './queue.css'

/** How long the strip stays; the queue's own page shows the call after that. */
const shown_ms = 20_000
export const labelOf = (one: { queue_number: number; label?: string; kind?: string }) => one.label ?? queue(one.queue_number, one.kind ?? 'A')

export default function CallNext() {
  const t = useWords()
  const desk = useDesk()
  const [called, setCalled] = useState<Calling | null>(null)
  const [said, setSaid] = useState('')
  const [desks, setDesks] = useState<string[] | null>(null)
  const next = useAct(async (name: string) => { setCalled(null); setSaid(''); setCalled(await post<Calling>('/api/queue/next', { desk: name, ...(desk.wanted ? { kind: desk.wanted } : {}) })) })
  const again = useAct(async (one: Calling) => setCalled(await post<Calling>(`/api/queue/${one.queue_number}/call`, { desk: one.desk })))
  const absent = useAct(async (one: Calling) => { await post(`/api/queue/${one.queue_number}/absent`); setCalled(null) })
  const ask = useAct(async () => setDesks((await get<QueueState>('/api/queue')).desks))
  const call = () => (desk.name ? void next.run(desk.name) : void ask.run())
  const back = useTakeBack(called, (one) => { setCalled(null); setSaid(t('antrian.dibatalkan', { nomor: labelOf(one) })) })
  useKeys({ F4: call }, 'everywhere')
  useEffect(() => answerCalls(call))
  const failure = next.failure ?? again.failure ?? absent.failure ?? ask.failure ?? back.failure
  const hide = () => { setCalled(null); setSaid(''); for (const act of [next, again, absent, ask, back]) act.clear() }
  useEffect(() => {
    if (!called && !failure && !said) return
    const timer = setTimeout(hide, shown_ms)
    return () => clearTimeout(timer)
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [called, failure, said])
  const wrong = failure && wordsOf(failure, t)
  return (
    <>
      {desks && <DeskChoice desks={desks} close={() => setDesks(null)} done={(name) => { setDesks(null); void next.run(name) }} />}
      {(called || wrong || said) && (
        <div className="call-strip">
          {wrong
            ? <span role="alert">▲ {wrong.text} ({wrong.code})</span>
            : said && !called ? <span role="status">{said}</span>
            : called && <span role="status"><b>{t('antrian.dipanggil', { nomor: labelOf(called), meja: called.desk })}</b> {called.times > 1 ? t('antrian.kali', { n: called.times }) : ''}</span>}
          <span className="space" />
          {called && !wrong && (
            <>
              {back.shown}
              <Button size="compact-sm" variant="default" loading={again.busy} onClick={() => void again.run(called)}>{t('antrian.panggil_lagi')}</Button>
              <Button size="compact-sm" variant="default" loading={absent.busy} onClick={() => void absent.run(called)}>{t('antrian.tidak_hadir')}</Button>
            </>
          )}
          <Button size="compact-sm" variant="subtle" onClick={hide}>{t('kerangka.tutup')}</Button>
        </div>
      )}
    </>
  )
}
