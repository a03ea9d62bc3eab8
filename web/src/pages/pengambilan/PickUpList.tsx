// screens.md 3.19: who was called for the card and waits to be compared with it.
import { useState } from 'react'
import { useLocation } from 'wouter'
import type { ApplicationLine, Page } from '../../api/types'
import { useRead } from '../../api/use'
import { Act } from '../../parts/Act'
import { ActList } from '../../parts/ActList'
import { ErrorBlock } from '../../parts/ErrorBlock'
import { useNow } from '../../shell/StatusBar'
import { age, nikTail } from '../../words/format'
import { kindWords } from '../../words/application'
import { useWords } from '../../words/words'

const dayMs = 24 * 3600_000
const idOf = (row: ApplicationLine) => row.number

export default function PickUpList() {
  const t = useWords()
  const [, go] = useLocation()
  const now = useNow(30000)
  const list = useRead<Page<ApplicationLine>>('/api/applications?state=Called', { every: 30000 })
  // Not handed over within a day: compared once more (5108).
  const verified = useRead<Page<ApplicationLine>>('/api/applications?state=Verified', { every: 30000 })
  const [current, setCurrent] = useState<ApplicationLine | null>(null)
  const open = (row: ApplicationLine) => go('/pengambilan/' + encodeURIComponent(row.number))
  const stale = verified.data?.items.filter((row) => now - Date.parse(row.since) > dayMs) ?? []
  const rows = list.data && [...stale, ...list.data.items]
  const focused = rows?.find((row) => row.number === current?.number) ?? rows?.[0]
  return (
    <Act heading={t('pengambilan.judul')} clause="II.2" back={() => go('/meja')} primary={focused && { words: t('pengambilan.mulai', { nama: focused.name.slice(0, 24) }), run: () => open(focused) }}>
      <ActList label={t('pengambilan.judul')} rows={rows} id={idOf} open={open} onFocusRow={setCurrent} text={(row) => `${row.name} ${row.nik} ${row.number}`}
        empty={t('pengambilan.kosong')} failure={list.error && !rows ? <ErrorBlock failure={list.error} /> : undefined}
        columns={[
          { words: t('pengambilan.kolom.nomor'), cell: (row) => <span className="whole">{row.number}</span>, width: '215px' },
          { words: t('pengambilan.kolom.nama'), cell: (row) => <>{row.name} <span className="dim">{nikTail(row.nik)}</span></> },
          { words: t('pengambilan.kolom.jenis'), cell: (row) => kindWords(t, row.kind), width: '140px' },
          { words: t('pengambilan.kolom.dipanggil'), cell: (row) => row.state === 'Verified' ? `▲ ${t('pengambilan.verifikasi_lagi')}` : age(now - Date.parse(row.since)), width: '140px', numeric: true },
        ]} />
      {list.data?.more && <p className="hint">{t('pengambilan.lebih')}</p>}
    </Act>
  )
}
