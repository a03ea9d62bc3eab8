// A letter of an application and what is known of its printing: nothing more (screens.md 1.6).
import { Button } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { post } from '../../api/client'
import type { Status } from '../../api/types'
import { useAct, useRead } from '../../api/use'
import { ErrorBlock } from '../../parts/ErrorBlock'
import { useKeys } from '../../shell/keys'
import { clock } from '../../words/format'
import { useWords } from '../../words/words'

interface Printing { state: 'queued' | 'printed'; job: string }

/** `atOnce`: printed as soon as it is shown; later by F9. */
export function PrintLetter({ paper, words, atOnce }: { paper: string; words: string; atOnce?: boolean }) {
  const t = useWords()
  const status = useRead<Status>('/api/status')
  const printer = status.data?.devices.printer
  const [printed, setPrinted] = useState<{ state: Printing['state']; at: number } | null>(null)
  const path = '/api/papers/' + encodeURIComponent(paper)
  const act = useAct(async () => setPrinted({ state: (await post<Printing>(path + '/print')).state, at: Date.now() }))
  const begun = useRef(false)
  useEffect(() => {
    if (!atOnce || printer !== true || begun.current) return
    begun.current = true
    void act.run()
  }, [atOnce, printer, act])
  useKeys({ F9: printer === true && (() => void act.run()) })
  return (
    <div className="letter">
      <div className="row">
        <b>{words}</b>
        <span role="status">
          {printer === false ? '○ ' + t('permohonan.tanpa_pencetak')
            : act.busy ? '◌ ' + t('permohonan.sedang_dicetak')
              : printed ? '● ' + t(printed.state === 'printed' ? 'permohonan.tercetak' : 'permohonan.di_pencetak', { jam: clock(printed.at) }) : ''}
        </span>
      </div>
      <div className="row">
        {printer === true && <Button variant="default" loading={act.busy} onClick={() => void act.run()}><kbd>F9</kbd> {t(printed ? 'permohonan.cetak_lagi' : 'cetak.lagi')}</Button>}
        <Button variant="subtle" component="a" href={path} target="_blank" rel="noreferrer">{t('cetak.lihat')}</Button>
      </div>
      {act.failure && <ErrorBlock failure={act.failure} />}
    </div>
  )
}
