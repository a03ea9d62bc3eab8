import { useEffect, useState } from 'react'
import type { Failure } from '../api/client'
import { useWords } from '../words/words'
import { useEarlyKeys } from './keys'

/** Until the program of this site has answered for the first time. */
export function Starting({ failure }: { failure: Failure | null }) {
  const t = useWords()
  useEarlyKeys()
  const [slow, setSlow] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), 1500)
    return () => clearTimeout(timer)
  }, [])
  return (
    <main className="starting">
      <img src="/icon.svg" alt="" width={72} height={72} />
      <h1>ktpel</h1>
      {failure ? <p role="alert">{t('galat.0001')} (0001)</p> : <p role="status">{slow ? t('kerangka.menyiapkan') : ''}</p>}
    </main>
  )
}
