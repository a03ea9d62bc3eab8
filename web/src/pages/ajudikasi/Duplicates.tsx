// Applications that ended as duplicates. Nothing was deleted: two officers may reverse a decision, each at his own screen.
import { useMemo } from 'react'
import { useLocation } from 'wouter'
import type { Page } from '../../api/types'
import { useRead } from '../../api/use'
import { Act } from '../../parts/Act'
import { ActList } from '../../parts/ActList'
import { useCurrentRow } from '../../parts/current'
import { ErrorBlock } from '../../parts/ErrorBlock'
import { useOfficer } from '../../shell/session'
import { day } from '../../words/format'
import { useWords } from '../../words/words'
import type { Duplicate, TakenBack } from './clarification'

export default function Duplicates() {
  const t = useWords()
  const [, go] = useLocation()
  const { me } = useOfficer()
  const read = useRead<Page<Duplicate>>('/api/duplicates')
  const before = useRead<Page<TakenBack>>('/api/duplicates/taken-back')
  const rows = useMemo(() => read.data && [...read.data.items].sort((a, b) => Number(b.reversal_asked_by !== null) - Number(a.reversal_asked_by !== null)), [read.data])
  const [current, focus] = useCurrentRow(rows, (one) => one.number)
  const open = (one: Duplicate) => go('/ganda/' + one.number)
  return (
    <Act heading={t('ganda.judul')} clause="3b" primary={current && { words: t('ganda.buka'), run: () => open(current) }}>
      <p className="hint">{t('ganda.petunjuk')}</p>
      <ActList label={t('ganda.judul')} rows={rows} id={(one) => one.number} open={open} onFocusRow={focus} text={(one) => `${one.name} ${one.number} ${one.office}`}
        failure={read.error && <ErrorBlock failure={read.error} />} empty={t('ganda.kosong')}
        columns={[
          { words: t('ganda.permohonan'), cell: (one) => one.number },
          { words: t('ganda.nama'), cell: (one) => `${one.name} …${one.nik_tail}` },
          { words: t('ganda.tempat'), cell: (one) => one.office },
          { words: t('ganda.sejak'), cell: (one) => (one.since ? day(one.since) : '–'), width: '120px' },
          {
            words: t('ganda.peninjauan'), width: '240px',
            cell: (one) => one.reversal_asked_by === null ? t('ganda.berlaku') : one.reversal_asked_by === me.name ? `◌ ${t('ganda.anda_minta')}` : `▲ ${t('ganda.diminta', { siapa: one.reversal_asked_by })}`,
          },
        ]} />
      {before.data && before.data.items.length > 0 && (
        <section aria-label={t('ganda.pernah')}>
          <h2>{t('ganda.pernah')}</h2>
          <ul className="past">
            {before.data.items.map((one) => (
              <li key={one.number}><a href={'/ganda/' + one.number} onClick={(e) => { e.preventDefault(); go('/ganda/' + one.number) }}>{one.number}</a> {one.name} …{one.nik_tail}, {one.office} · ✗ {t('ganda.batal_pada', { hari: day(one.taken_back) })}</li>
            ))}
          </ul>
        </section>
      )}
    </Act>
  )
}
