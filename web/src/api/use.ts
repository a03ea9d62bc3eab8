// Reading with react-query, kept fresh by the site's events; acting with one failure at a time.
import { useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { Failure, get } from './client'

/** Reads `path` (null: nothing yet) and reads it again whenever the site says that something changed. */
export function useRead<T>(path: string | null, options: { every?: number } = {}): UseQueryResult<T, Failure> {
  return useQuery<T, Failure>({
    queryKey: [path],
    queryFn: () => get<T>(path as string),
    enabled: path !== null,
    retry: (count, failure) => failure.status === 0 && count < 2,
    refetchInterval: options.every ?? false,
  })
}

type Heard = (event: string, data: string) => void
const hearers = new Set<Heard>()
/** What the site's stream says, for a page that wants more than fresh lists. */
export function useHeard(heard: Heard) {
  const latest = useRef(heard)
  latest.current = heard
  useEffect(() => {
    const hear: Heard = (event, data) => latest.current(event, data)
    hearers.add(hear)
    return () => void hearers.delete(hear)
  }, [])
}

/** One stream of events a page; everything that is on the screen is read anew when the site changes. */
export function useSiteEvents(on: boolean, heard?: (event: string, data: string) => void) {
  const client = useQueryClient()
  const listener = useRef(heard)
  listener.current = heard
  useEffect(() => {
    if (!on) return
    const source = new EventSource('/api/events')
    const refresh = () => void client.invalidateQueries()
    source.addEventListener('changed', (e) => {
      refresh()
      listener.current?.('changed', (e as MessageEvent<string>).data)
    })
    for (const name of ['line', 'screen', 'ink', 'queue', 'devices'])
      source.addEventListener(name, (e) => {
        if (name !== 'screen' && name !== 'ink') refresh()
        listener.current?.(name, (e as MessageEvent<string>).data)
        hearers.forEach((hear) => hear(name, (e as MessageEvent<string>).data))
      })
    return () => source.close()
  }, [on, client])
}

export interface Act<A extends unknown[]> {
  run: (...args: A) => Promise<boolean>
  busy: boolean
  failure: Failure | null
  clear: () => void
}

/** Something an officer does: one at a time, its failure kept until the next try. True if it succeeded. */
export function useAct<A extends unknown[]>(doing: (...args: A) => Promise<unknown>): Act<A> {
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const latest = useRef(doing)
  latest.current = doing
  const working = useRef(false)
  const run = useCallback(async (...args: A) => {
    if (working.current) return false
    working.current = true
    setBusy(true)
    setFailure(null)
    try {
      await latest.current(...args)
      return true
    } catch (wrong) {
      if (!(wrong instanceof Failure)) throw wrong
      setFailure(wrong)
      return false
    } finally {
      working.current = false
      setBusy(false)
    }
  }, [])
  const clear = useCallback(() => setFailure(null), [])
  return { run, busy, failure, clear }
}
