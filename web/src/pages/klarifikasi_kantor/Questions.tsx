// screens.md 3.13 at a service point: the center's questions that wait for an answer.
import { useState } from 'react'
import { useLocation } from 'wouter'
import type { ApplicationLine, Page } from '../../api/types'
import { useRead } from '../../api/use'
import { Act } from '../../parts/Act'
import { ActList } from '../../parts/ActList'
import { ErrorBlock } from '../../parts/ErrorBlock'
import { useNow } from '../../shell/StatusBar'
import { age, nikTail } from '../../words/format'
import { useWords } from '../../words/words'

const idOf = (row: ApplicationLine) => row.number

export default function Questions() {
  const t = useWords()
  const [, go] = useLocation()
  const now = useNow(60000)
  const list = useRead<Page<ApplicationLine>>('/api/applications?state=Clarifying')
  const [current, setCurrent] = useState<ApplicationLine | null>(null)
  const rows = list.data?.items
  const open = (row: ApplicationLine) => go('/klarifikasi/' + encodeURIComponent(row.number))
  const focused = rows?.find((row) => row.number === current?.number) ?? rows?.[0]
  return (
    <Act heading={t('klarifikasi_kantor.judul')} clause="3b" back={() => history.back()} primary={focused && { words: t('klarifikasi_kantor.jawab', { nomor: focused.number }), run: () => open(focused) }}>
      <ActList label={t('klarifikasi_kantor.judul')} rows={rows} id={idOf} open={open} onFocusRow={setCurrent} text={(row) => `${row.number} ${row.name}`}
        empty={t('klarifikasi_kantor.kosong')} failure={list.error && !rows ? <ErrorBlock failure={list.error} /> : undefined}
        columns={[
          { words: t('klarifikasi_kantor.kolom.nomor'), cell: (row) => <span className="whole">{row.number}</span>, width: '215px' },
          { words: t('klarifikasi_kantor.kolom.nama'), cell: (row) => <>{row.name} <span className="dim">{nikTail(row.nik)}</span></> },
          { words: t('klarifikasi_kantor.kolom.sejak'), cell: (row) => age(now - Date.parse(row.since)), width: '140px', numeric: true },
        ]} />
    </Act>
  )
}
