// Who sits at this desk, in which role, and at which site.
import { useQueryClient } from '@tanstack/react-query'
import { createContext, useCallback, useContext, useEffect, useMemo, useState, type ReactNode } from 'react'
import { navigate } from 'wouter/use-browser-location'
import { Failure, get, post, setCsrf, whenLoggedOut } from '../api/client'
import type { Me, RoleName, Site } from '../api/types'
import { setHoursEast } from '../words/format'

interface Session {
  site: Site
  me: Me | null
  /** The role that the officer acts in; of several the one chosen. */
  role: RoleName | null
  chooseRole: (role: RoleName) => void
  logIn: (name: string, password: string) => Promise<void>
  /** Ends the session and leaves the page. */
  logOut: () => Promise<void>
  /** Ends the session; whoever opens it again is where he was. */
  lock: () => Promise<void>
  /** Whose session ended with his page still there, and how: the log-in says so, and brings him back to it. */
  left: { name: string; how: 'expired' | 'locked' } | null
  /** Since when this officer is at this browser (ms): a power cut or another officer begins anew, opening a locked desk does not. */
  since: number
}

const Context = createContext<Session | null>(null)

export function useSession(): Session {
  const session = useContext(Context)
  if (!session) throw new Error('no session around this page')
  return session
}

/** Who is logged in; a mistake of the program on a page that is open to everybody. */
export function useOfficer(): { me: Me; role: RoleName } {
  const { me, role } = useSession()
  if (!me || !role) throw new Error('nobody is logged in')
  return { me, role }
}

const sinceKey = 'ktpel-since' // a time, and nothing else
function beginAnew(): number {
  const now = Date.now()
  sessionStorage.setItem(sinceKey, String(now))
  return now
}

export function SessionProvider({ children, waiting }: { children: ReactNode; waiting: (failure: Failure | null) => ReactNode }) {
  const client = useQueryClient()
  const [site, setSite] = useState<Site | null>(null)
  const [me, setMe] = useState<Me | null | undefined>(undefined)
  const [role, setRole] = useState<RoleName | null>(null)
  const [left, setLeft] = useState<Session['left']>(null)
  const [since, setSince] = useState(() => Number(sessionStorage.getItem(sinceKey)) || beginAnew())
  const name = me?.name
  const [failure, setFailure] = useState<Failure | null>(null)

  const take = useCallback((who: Me | null) => {
    setCsrf(who?.csrf ?? '')
    setMe(who)
    setRole(who?.roles[0]?.name ?? null)
  }, [])

  useEffect(() => {
    let tries = true
    const ask = async () => {
      try {
        const there = await get<Site>('/api/site')
        setHoursEast(there.hours_east)
        setSite(there)
        setFailure(null)
        take(await get<Me>('/api/me').catch((wrong: Failure) => { if (wrong.status === 401) return null; throw wrong }))
      } catch (wrong) {
        setFailure(wrong as Failure)
        if (tries) setTimeout(ask, 2000)
      }
    }
    void ask()
    return () => void (tries = false)
  }, [take])

  useEffect(() => {
    whenLoggedOut(() => {
      if (name) setLeft({ name, how: 'expired' })
      client.clear()
      take(null)
    })
  }, [client, take, name])

  const logIn = useCallback(async (name: string, password: string) => {
    await post('/api/login', { name, password })
    take(await get<Me>('/api/me'))
    if (left?.name !== name) setSince(beginAnew())
    setLeft(null)
  }, [take, left])
  const end = useCallback(async () => {
    await post('/api/logout').catch(() => undefined)
    client.clear()
    take(null)
  }, [client, take])
  const logOut = useCallback(async () => {
    await end()
    sessionStorage.removeItem(sinceKey)
    navigate('/masuk', { replace: true })
  }, [end])
  const lock = useCallback(async () => {
    if (name) setLeft({ name, how: 'locked' })
    await end()
  }, [end, name])

  const value = useMemo(
    () => (site ? { site, me: me ?? null, role, chooseRole: setRole, logIn, logOut, lock, left, since } : null),
    [site, me, role, logIn, logOut, lock, left, since],
  )
  if (!value || me === undefined) return <>{waiting(failure)}</>
  return <Context.Provider value={value}>{children}</Context.Provider>
}
