// screens.md 3.12: everybody who waits for the answer sees the same answer, its age and whose turn it is.
import { SegmentedControl } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { type Failure, get, query } from '../../api/client'
import type { ApplicationLine, Page } from '../../api/types'
import { Act } from '../../parts/Act'
import { ActList } from '../../parts/ActList'
import { ErrorBlock } from '../../parts/ErrorBlock'
import { useSession } from '../../shell/session'
import { useNow } from '../../shell/StatusBar'
import { stateWords } from '../../words/application'
import { age, nikTail } from '../../words/format'
import { useWords } from '../../words/words'

/** The office says the whole NIK, the center its tail; the time of a half decision nobody is told. */
type Line = Omit<ApplicationLine, 'nik' | 'since'> & { nik?: string; nik_tail?: string; since: string | null }
const tabs = {
  menunggu: ['Captured', 'Sent', 'Presenting', 'Searching', 'Adjudicating', 'Disputed'],
  tunggal: ['Unique', 'AwaitingAge'],
  rekam_ulang: ['RejectedAtCheck'],
  ganda: ['Clarifying', 'Duplicate'],
} as const
type Tab = keyof typeof tabs
const incumbent: Record<string, string> = {
  Captured: 'SENT_FOR_ENROLLMENT', Sent: 'RECEIVED_AT_CENTRAL', Searching: 'RECEIVED_AT_CENTRAL', Unique: 'PRR', RejectedAtCheck: 'ENROLL_FAILURE', Clarifying: 'DUPLICATE_RECORD', Duplicate: 'DUPLICATE_RECORD',
}
const idOf = (row: Line) => row.number
const limitMs = 24 * 3600_000
const running = new Set<string>(['Sent', 'Presenting', 'Searching', 'Adjudicating', 'Disputed'])
const tail = (row: Line) => (row.nik ? nikTail(row.nik) : '…' + (row.nik_tail ?? '').slice(-4))

export default function Uniqueness() {
  const t = useWords()
  const [, go] = useLocation()
  const { site } = useSession()
  const now = useNow(30000)
  const [tab, setTab] = useState<Tab>('menunggu')
  const [current, setCurrent] = useState<Line | null>(null)
  // The office's register knows its adjudications as half judged too; the center tells of neither.
  const lists = site.kind === 'office' ? [[...tabs[tab], ...(tab === 'menunggu' ? ['HalfJudged'] : [])].join(',')] : [...tabs[tab]]
  const read = useQuery<{ rows: Line[]; more: boolean }, Failure>({
    queryKey: ['uniqueness', tab],
    queryFn: async () => {
      const pages = await Promise.all(lists.map((state) => get<Page<Line>>(query('/api/applications', { state }))))
      return { rows: pages.flatMap((page) => page.items), more: pages.some((page) => page.more) }
    },
    refetchInterval: 30000,
  })
  const rows = read.data?.rows
  const open = (row: Line) => go('/ketunggalan/' + encodeURIComponent(row.number))
  const focused = rows?.find((row) => row.number === current?.number) ?? rows?.[0]
  const state = (row: Line) => {
    const words = stateWords(t, row.state)
    if (!row.since || !running.has(row.state)) return words
    const took = now - Date.parse(row.since)
    return took > limitMs ? `▲ ${words} (${t('ketunggalan.lewat', { lama: age(took) })})` : `${words} (${t('ketunggalan.dari', { lama: age(took) })})`
  }
  return (
    <Act heading={t('ketunggalan.judul')} clause="I.3" back={() => history.back()} primary={focused && { words: t('ketunggalan.buka', { nomor: focused.number }), run: () => open(focused) }}>
      <SegmentedControl value={tab} onChange={(chosen) => setTab(chosen as Tab)} aria-label={t('ketunggalan.saringan')}
        data={(Object.keys(tabs) as Tab[]).map((name) => ({ value: name, label: t('ketunggalan.tab.' + name) }))} />
      <ActList label={t('ketunggalan.judul')} rows={rows} id={idOf} open={open} onFocusRow={setCurrent} text={(row) => `${row.number} ${row.name} ${row.nik ?? ''}`}
        empty={t('ketunggalan.kosong')} failure={read.error && !rows ? <ErrorBlock failure={read.error} /> : undefined}
        columns={[
          { words: t('ketunggalan.kolom.nomor'), cell: (row) => <span className="whole">{row.number}</span>, width: '215px' },
          { words: t('ketunggalan.kolom.nama'), cell: (row) => <>{row.name} <span className="dim">{tail(row)}</span></> },
          { words: t('ketunggalan.kolom.keadaan'), cell: state },
          { words: t('ketunggalan.kolom.kode'), cell: (row) => <span className="hint">{incumbent[row.state] ?? ''}</span>, width: '180px' },
        ]} />
      {read.data?.more && <p className="hint">{t('ketunggalan.lebih')}</p>}
    </Act>
  )
}
