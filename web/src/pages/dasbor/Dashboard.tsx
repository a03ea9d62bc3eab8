// Is the SOP kept, where not, and why (screens.md 3.27). An office sees its steps and its blanks, the center every office.
import { useState } from 'react'
import type { Step } from '../../parts/Act'
import { Act } from '../../parts/Act'
import { useSession } from '../../shell/session'
import { useWords } from '../../words/words'
import { CenterFigures } from './CenterFigures'
import { OfficeFigures } from './OfficeFigures'
import './dashboard.css'

export default function Dashboard() {
  const t = useWords()
  const { site } = useSession()
  const [charts, setCharts] = useState(true)
  const others: Step[] = [
    { key: 'Alt+C', words: t(charts ? 'dasbor.tabel_saja' : 'dasbor.dengan_bagan'), run: () => setCharts(!charts) },
    { key: 'F9', words: t('dasbor.cetak'), run: () => window.print() },
  ]
  return (
    <Act heading={t('dasbor.judul')} about={site.place} others={others}>
      {site.kind === 'center' ? <CenterFigures charts={charts} /> : <OfficeFigures charts={charts} />}
    </Act>
  )
}
