import type { ComponentType } from 'react'
import type { RoleName, Site } from '../api/types'

/** A page: where, for whom, and its code, loaded when it is first opened. */
export interface PageRoute {
  /** As wouter reads it: "/perekaman/:number". */
  path: string
  /** Who may open it; "everybody" without a log-in (kiosks). */
  roles: RoleName[] | 'anybody' | 'everybody'
  site: Site['kind'] | 'both'
  page: () => Promise<{ default: ComponentType<Record<string, string | undefined>> }>
}
