// Ink of a step: drawn on this page's pad, or by the resident on the screen beside it; the last hand counts.
import { useEffect, useState, type RefObject } from 'react'
import { get } from '../../api/client'
import type { SignatureHandle, Stroke } from '../../parts/SignaturePad'
import { useResidentInk, type ScreenData, type Shown } from '../../parts/resident'

interface Ink {
  strokes: Stroke[]
  /** Drawn or cleared on this page. */
  change: (strokes: Stroke[]) => void
  /** For the resident's screen: only what was done here; what is drawn there it has. */
  data: ScreenData
  /** For the small picture of it. */
  seen: ScreenData
}

export function useInk(pad: RefObject<SignatureHandle | null>, state: Shown['state']): Ink {
  const [ink, setInk] = useState<{ strokes: Stroke[]; here: boolean }>({ strokes: [], here: false })
  const take = (strokes: Stroke[]) => { pad.current?.set(strokes); setInk({ strokes, here: false }) }
  useResidentInk(take)
  // What was drawn there before this page was loaded again.
  useEffect(() => {
    let on = true
    get<Shown>('/api/screen').then((shown) => { if (on && shown.state === state && shown.data.strokes?.length) take(shown.data.strokes) }, () => undefined)
    return () => { on = false }
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [state])
  return {
    strokes: ink.strokes, change: (strokes) => setInk({ strokes: [...strokes], here: true }),
    data: ink.here ? { strokes: ink.strokes } : {}, seen: { strokes: ink.strokes },
  }
}
