// Whom a page is about where no number of an application names him. It travels in the history's state, which dies with the
// window; an address would stay in the browser's history for whoever sits there next.
import { useLayoutEffect } from 'react'
import { useLocation, useSearch } from 'wouter'
import { useHistoryState } from 'wouter/use-browser-location'

/** `q`: what was typed into a search. `nik`: somebody who was found. */
export interface Sought { q?: string; nik?: string }

/** Opens a page about somebody: `goTo('/cari', { q: 'SITI' })`. */
export function useGoTo() {
  const [, go] = useLocation()
  return (path: string, sought: Sought) => go(path, { state: sought })
}

/** Whom this page is about. An address with `?q=` or `?nik=`, as a link from outside has it, is taken over and forgotten. */
export function useSought(): Sought {
  const search = useSearch()
  const state = useHistoryState<Sought | null>()
  const inAddress = new URLSearchParams(search)
  const q = inAddress.get('q') ?? undefined, nik = inAddress.get('nik') ?? undefined
  useLayoutEffect(() => {
    if (q !== undefined || nik !== undefined) history.replaceState({ q, nik }, '', location.pathname)
  }, [q, nik])
  return q !== undefined || nik !== undefined ? { q, nik } : { q: state?.q, nik: state?.nik }
}
