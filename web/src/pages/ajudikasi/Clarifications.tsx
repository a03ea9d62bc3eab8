// The center's side of 3.13: questions that went to service points, the answered ones first.
import { useMemo } from 'react'
import { useLocation } from 'wouter'
import type { Page } from '../../api/types'
import { useRead } from '../../api/use'
import { Act } from '../../parts/Act'
import { ActList } from '../../parts/ActList'
import { useCurrentRow } from '../../parts/current'
import { ErrorBlock } from '../../parts/ErrorBlock'
import { useNow } from '../../shell/StatusBar'
import { age } from '../../words/format'
import { useWords } from '../../words/words'
import type { Clarification } from './clarification'

export default function Clarifications() {
  const t = useWords()
  const [, go] = useLocation()
  const now = useNow(60000)
  const read = useRead<Page<Clarification>>('/api/clarifications')
  const rows = useMemo(() => read.data && [...read.data.items].sort((a, b) => Number(b.answered) - Number(a.answered) || Date.parse(a.deadline) - Date.parse(b.deadline)), [read.data])
  const [current, focus] = useCurrentRow(rows, (one) => one.number)
  const open = (one: Clarification) => go('/klarifikasi/' + one.number)
  const standing = (one: Clarification) => {
    const left = Date.parse(one.deadline) - now
    return one.answered ? `● ${t('klarifikasi_pusat.dijawab')}` : left < 0 ? `■ ${t('klarifikasi_pusat.lewat', { lama: age(-left) })}` : `○ ${t('klarifikasi_pusat.menunggu', { lama: age(left) })}`
  }
  return (
    <Act heading={t('klarifikasi_pusat.judul')} clause="3b" primary={current && { words: t('klarifikasi_pusat.buka'), run: () => open(current) }}>
      <ActList label={t('klarifikasi_pusat.judul')} rows={rows} id={(one) => one.number} open={open} onFocusRow={focus} text={(one) => `${one.name} ${one.number} ${one.office}`}
        failure={read.error && <ErrorBlock failure={read.error} />} empty={t('klarifikasi_pusat.kosong')}
        columns={[
          { words: t('klarifikasi_pusat.permohonan'), cell: (one) => one.number },
          { words: t('klarifikasi_pusat.nama'), cell: (one) => `${one.name} …${one.nik_tail}` },
          { words: t('klarifikasi_pusat.tempat'), cell: (one) => one.office },
          { words: t('klarifikasi_pusat.keadaan'), cell: standing, width: '250px' },
        ]} />
    </Act>
  )
}
