// "Kasus saya": what waits for this officer; whether somebody else has judged already stands nowhere (screens.md 3.14).
import { useEffect, useMemo } from 'react'
import { useLocation } from 'wouter'
import type { Page } from '../../api/types'
import { useRead } from '../../api/use'
import { Act } from '../../parts/Act'
import { ActList } from '../../parts/ActList'
import { useCurrentRow } from '../../parts/current'
import { ErrorBlock } from '../../parts/ErrorBlock'
import { useOfficer } from '../../shell/session'
import { useNow } from '../../shell/StatusBar'
import { age } from '../../words/format'
import { useWords } from '../../words/words'
import { caseName, orderFor, type ContestLine } from './contest'
import { makeReady } from './pictures'

const day = 24 * 3600_000

export default function CaseList() {
  const t = useWords()
  const [, go] = useLocation()
  const { me, role } = useOfficer()
  const now = useNow(60000)
  const contests = useRead<Page<ContestLine>>('/api/contests')
  const lines = useMemo(() => contests.data && orderFor(me.name, contests.data.items, now), [contests.data, me.name, now])
  const [current, focus] = useCurrentRow(lines, (line) => line.number)
  // The first pictures stand half a second after Enter: the page and what it shows first are ready by then.
  useEffect(() => { if (current) { void import('./ContestPage'); makeReady(current.number) } }, [current])
  const open = (line: ContestLine) => go('/ajudikasi/' + line.number)
  const left = (line: ContestLine) => Date.parse(line.since) + day - now
  const oldest = lines?.length ? Math.max(...lines.map((line) => now - Date.parse(line.since))) : 0
  return (
    <Act heading={t('ajudikasi.kasus_saya')} clause="2, 3b" about={lines?.length ? t('ajudikasi.banyak', { n: lines.length, lama: age(oldest) }) : ''}
      primary={current && { words: t('ajudikasi.buka'), run: () => open(current) }}>
      {role === 'supervisor' && <p className="hint">{t('ajudikasi.supervisor')}</p>}
      <ActList label={t('ajudikasi.kasus_saya')} rows={lines} id={(line) => line.number} open={open} onFocusRow={focus}
        failure={contests.error && <ErrorBlock failure={contests.error} />} empty={t('ajudikasi.kosong')}
        columns={[
          { words: t('ajudikasi.kasus'), cell: (line) => caseName(line.number) },
          { words: t('ajudikasi.banyak_kandidat'), cell: (line) => line.candidates, numeric: true, width: '140px' },
          { words: t('ajudikasi.menunggu'), cell: (line) => age(now - Date.parse(line.since)), width: '150px' },
          {
            words: t('ajudikasi.batas'), width: '220px',
            cell: (line) => left(line) < 0 ? `■ ${t('ajudikasi.lewat', { lama: age(-left(line)) })}` : `${left(line) < day / 4 ? '▲' : '●'} ${t('ajudikasi.sisa', { lama: age(left(line)) })}`,
          },
          ...(role === 'supervisor' ? [{ words: t('ajudikasi.tugas'), cell: (line: ContestLine) => t(line.disputed ? 'ajudikasi.beda_pendapat' : 'ajudikasi.periksa') }] : []),
        ]} />
    </Act>
  )
}
