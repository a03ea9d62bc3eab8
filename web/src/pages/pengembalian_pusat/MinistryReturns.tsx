// Failed cards on their way up, as the ministry sees them (screens.md 3.22, P2).
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
import { verdictWords } from '../pengambilan/verdict'
import { rungs, type Returned } from './returned'

export default function MinistryReturns() {
  const t = useWords()
  const [, go] = useLocation()
  const now = useNow(60000)
  const read = useRead<Page<Returned>>('/api/returns')
  const rows = read.data && [...read.data.items].sort((a, b) => rungs.indexOf(b.rung) - rungs.indexOf(a.rung))
  const [current, focus] = useCurrentRow(rows, (one) => one.number)
  const open = (one: Returned) => go('/pengembalian/' + one.number)
  return (
    <Act heading={t('kembali_pusat.judul')} clause="P2" primary={current && { words: t('kembali_pusat.buka'), run: () => open(current) }}>
      <ActList label={t('kembali_pusat.judul')} rows={rows} id={(one) => one.number} open={open} onFocusRow={focus} text={(one) => `${one.name} ${one.number} ${one.serial} ${one.office}`}
        failure={read.error && <ErrorBlock failure={read.error} />} empty={t('kembali_pusat.kosong')}
        columns={[
          { words: t('kembali_pusat.kartu'), cell: (one) => one.serial },
          { words: t('kembali_pusat.nama'), cell: (one) => `${one.name} …${one.nik_tail}` },
          { words: t('kembali_pusat.sebab'), cell: (one) => verdictWords(t, Number(one.cause)) },
          { words: t('kembali_pusat.tingkat'), cell: (one) => t('kembali_pusat.tingkat_' + one.rung) },
          { words: t('kembali_pusat.umur'), cell: (one) => (one.since ? age(now - Date.parse(one.since)) : '–'), width: '100px' },
        ]} />
    </Act>
  )
}
