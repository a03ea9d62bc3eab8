// What the steps of a recording share: the recording as the office has it, and the ways to change it.
import { createContext, useContext } from 'react'
import type { Application } from '../../api/types'
import type { ReadOut } from './biodata'
import type { Capture, Known, PutAside, StepName } from './capture'

export type Recorded = Application & { queue_number?: number }

export interface Desk {
  application: Recorded
  who: ReadOut
  capture: Capture
  /** "/api/applications/A-1/capture" */
  path: string
  known: Known
  learn: (change: Partial<Known>) => void
  take: (capture: Capture) => void
  short: boolean
  devices: { fingers: boolean; irises: boolean; camera: boolean }
  steps: StepName[]
  step: StepName
  isDone: (step: StepName) => boolean
  open: (step: StepName) => void
  /** A step went well: the next one opens, at once or after 0.6 s as the officer likes. */
  goOn: (capture: Capture, how?: 'now' | 'soon') => void
  /** To the list of the desk; what was taken stays. */
  leave: () => void
  /** The same with the reason, which the list shows: asked for, or said. */
  putAside: (why?: PutAside['why']) => void
  except: () => void
  /** Photographs of what is excepted. */
  prove: () => void
  approve: () => void
}
const Context = createContext<Desk | null>(null)
export const DeskProvider = Context.Provider
export function useDesk(): Desk {
  const desk = useContext(Context)
  if (!desk) throw new Error('no recording around this step')
  return desk
}
/** A part of the recording as a picture; `version` makes a new one out of the same address. */
export const pictureOf = (desk: Desk, part: string, version: number | string = '') => `${desk.path}/parts/${part}?v=${version}`
