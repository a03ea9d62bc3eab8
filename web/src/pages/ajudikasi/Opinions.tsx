// What two officers found, each alone, for the supervisor who settles it.
import { useWords } from '../../words/words'
import { judgementKey, type Contest } from './contest'

export function Opinions({ said }: { said: Contest['said'] }) {
  const t = useWords()
  if (said.length === 0) return null
  return (
    <section aria-label={t('ajudikasi.dua_pendapat')}>
      <h2>{t('ajudikasi.dua_pendapat')}</h2>
      {said.map((one, i) => (
        <div className="panel opinion" key={i}>
          <b>{t('ajudikasi.petugas', { n: i + 1 })}: {t('ajudikasi.putusan_' + judgementKey(one.judgement))}</b>
          {one.candidates.length > 1 && <p>{one.candidates.map((of) => t('ajudikasi.tentang', { nomor: of.number, putusan: t('ajudikasi.putusan_' + judgementKey(of.judgement)) })).join(' ')}</p>}
          <p>{one.reason || '–'}</p>
        </div>
      ))}
    </section>
  )
}
