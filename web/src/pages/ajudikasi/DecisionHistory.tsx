// What was decided before, also what two others took back since: nothing is deleted (screens.md 3.14).
import { dayTime } from '../../words/format'
import { useWords } from '../../words/words'
import { judgementKey, type Decided } from './contest'

export function DecisionHistory({ decisions }: { decisions: Decided[] }) {
  const t = useWords()
  if (decisions.length === 0) return null
  let officer = 0
  const found = (one: Decided) => (one.judgement ? t('ajudikasi.putusan_' + judgementKey(one.judgement)) : one.outcome ? t('ajudikasi.akhir_' + one.outcome) : '')
  const who = (one: Decided) => (one.kind === 'judged' ? t('ajudikasi.petugas', { n: (officer++ % 2) + 1 }) : t('ajudikasi.langkah_' + one.kind.replace('-', '_')))
  return (
    <section aria-label={t('ajudikasi.riwayat_putusan')}>
      <h2>{t('ajudikasi.riwayat_putusan')}</h2>
      <ol className="past">
        {decisions.map((one, i) => (
          <li key={i} className="panel opinion" data-taken-back={one.taken_back}>
            <b>{who(one)}{found(one) && ': ' + found(one)}</b> <span className="dim">{dayTime(one.time)}</span>
            {one.taken_back && <span> ✗ {t('ajudikasi.dibatalkan')}</span>}
            {one.reason && <p>{one.reason}</p>}
          </li>
        ))}
      </ol>
    </section>
  )
}
