// screens.md 3.13 at a service point: the center's questions that wait for an answer.
import { useState } from 'react'
import { useLocation } from 'wouter'
import type { AskedLine } from '../../api/types'
import { useRead } from '../../api/use'
import { Act } from '../../parts/Act'
import { ActList } from '../../parts/ActList'
import { ErrorBlock } from '../../parts/ErrorBlock'
import { useNow } from '../../shell/StatusBar'
import { age, dayTime, nikTail } from '../../words/format'
import { useWords } from '../../words/words'

const idOf = (row: AskedLine) => row.number

export default function Questions() {
  const t = useWords()
  const [, go] = useLocation()
  const now = useNow(60000)
  const list = useRead<{ items: AskedLine[] }>('/api/clarifications')
  const [current, setCurrent] = useState<AskedLine | null>(null)
  const rows = list.data?.items
  const open = (row: AskedLine) => go('/klarifikasi/' + encodeURIComponent(row.number))
  const focused = rows?.find((row) => row.number === current?.number) ?? rows?.[0]
  return (
    <Act heading={t('klarifikasi_kantor.judul')} clause="3b" back={() => history.back()} primary={focused && { words: t('klarifikasi_kantor.jawab', { nomor: focused.number }), run: () => open(focused) }}>
      <ActList label={t('klarifikasi_kantor.judul')} rows={rows} id={idOf} open={open} onFocusRow={setCurrent} text={(row) => `${row.number} ${row.name}`}
        empty={t('klarifikasi_kantor.kosong')} failure={list.error && !rows ? <ErrorBlock failure={list.error} /> : undefined}
        columns={[
          { words: t('klarifikasi_kantor.kolom.nomor'), cell: (row) => <span className="whole">{row.number}</span>, width: '215px' },
          { words: t('klarifikasi_kantor.kolom.nama'), cell: (row) => <>{row.name} <span className="dim">{nikTail(row.nik)}</span></> },
          { words: t('klarifikasi_kantor.kolom.jawab_sebelum'), cell: (row) => dayTime(row.deadline), width: '170px' },
          {
            words: t('klarifikasi_kantor.kolom.keadaan'), width: '220px',
            cell: (row) => {
              const left = Date.parse(row.deadline) - now
              return row.answered ? `● ${t('klarifikasi_kantor.dijawab')}` : left < 0 ? `■ ${t('klarifikasi_kantor.lewat', { lama: age(-left) })}` : `${left < 24 * 3600_000 ? '▲' : '○'} ${t('klarifikasi_kantor.sisa', { lama: age(left) })}`
            },
          },
        ]} />
    </Act>
  )
}
