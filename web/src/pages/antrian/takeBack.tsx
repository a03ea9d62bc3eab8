// A call can be taken back for ten seconds (screens.md 1.11): the number has its place and its waiting time again.
import { Button } from '@mantine/core'
import { useEffect, useState, type ReactNode } from 'react'
import { post } from '../../api/client'
import type { Calling } from '../../api/counter'
import { useAct, type Act } from '../../api/use'
import { useKeys } from '../../shell/keys'
import { useWords } from '../../words/words'

const for_ms = 10_000
const key = 'Alt+Z'

interface TakeBack extends Pick<Act<[]>, 'failure' | 'clear'> {
  /** While it can be done: the button, with its key and the seconds that are left; then why it cannot any more. */
  shown: ReactNode
}

/** `called`: the newest call of this desk, as this page made it. */
export function useTakeBack(called: Calling | null, done: (one: Calling) => void): TakeBack {
  const t = useWords()
  const [call, setCall] = useState<{ one: Calling; at: number } | null>(null)
  const [now, setNow] = useState(0)
  useEffect(() => {
    setCall(called ? { one: called, at: Date.now() } : null)
    setNow(Date.now())
    if (!called) return
    const timer = setInterval(() => setNow(Date.now()), 250)
    const end = setTimeout(() => { setNow(Date.now()); clearInterval(timer) }, for_ms + 50)
    return () => { clearInterval(timer); clearTimeout(end) }
  }, [called])
  const act = useAct(async (one: Calling) => {
    await post(`/api/queue/${one.queue_number}/take-back`, { desk: one.desk })
    setCall(null)
    done(one)
  })
  const left = call ? Math.ceil((call.at + for_ms - now) / 1000) : 0
  const run = call && left > 0 ? () => void act.run(call.one) : undefined
  useKeys({ [key]: run })
  return {
    failure: act.failure, clear: act.clear,
    shown: run ? <Button size="compact-sm" variant="default" loading={act.busy} onClick={run}><kbd>{key}</kbd> {t('antrian.batalkan', { n: left })}</Button>
      : call ? t('antrian.lewat_batal') : null,
  }
}
