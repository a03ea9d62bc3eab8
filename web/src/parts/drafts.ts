// What is typed is kept by the office, not by the browser (screens.md 1.4).
import { useCallback, useEffect, useRef, useState } from 'react'
import { get, put, remove } from '../api/client'

/** What is still on its way to the office: who comes back at once reads what was typed last. */
const storing = new Map<string, Promise<unknown>>()

/** The draft of `page` (null while it is asked for): [value, set, forget]. Stored half a second after the last change. */
export function useDraft<T extends object>(page: string, empty: T): [T | null, (change: Partial<T>) => void, () => Promise<void>] {
  const [value, setValue] = useState<T | null>(null)
  const latest = useRef<T>(empty)
  /** Typed before the draft had come: it stands, whatever was kept. */
  const early = useRef<Partial<T>>({})
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  const path = '/api/drafts/' + encodeURIComponent(page)
  useEffect(() => {
    let here = true
    setValue(null)
    early.current = {}
    void (storing.get(path) ?? Promise.resolve())
      .then(() => get<T>(path))
      .catch(() => ({}) as T)
      .then((kept) => { if (here) { latest.current = { ...empty, ...kept, ...early.current }; setValue(latest.current) } })
    return () => { here = false }
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [path])
  const store = useCallback(() => {
    clearTimeout(timer.current)
    timer.current = undefined
    const done = put(path, latest.current).catch(() => undefined).finally(() => { if (storing.get(path) === done) storing.delete(path) })
    storing.set(path, done)
  }, [path])
  useEffect(() => {
    const leave = () => { if (timer.current) store() }
    window.addEventListener('focusout', leave)
    window.addEventListener('pagehide', leave)
    return () => { window.removeEventListener('focusout', leave); window.removeEventListener('pagehide', leave); leave() }
  }, [store])
  const change = useCallback((some: Partial<T>) => {
    early.current = { ...early.current, ...some }
    latest.current = { ...latest.current, ...some }
    setValue(latest.current)
    clearTimeout(timer.current)
    timer.current = setTimeout(store, 500)
  }, [store])
  const forget = useCallback(async () => {
    clearTimeout(timer.current)
    timer.current = undefined
    await storing.get(path)
    await remove(path).catch(() => undefined)
  }, [path])
  return [value, change, forget]
}
