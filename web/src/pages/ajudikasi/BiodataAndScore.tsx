// What opens after the first impression: both biodata, the scores, and where the recordings come from.
import { DiffTable, type DiffRow } from '../../parts/DiffTable'
import { nik, number } from '../../words/format'
import { kindWords } from '../../words/application'
import { useWords, type Words } from '../../words/words'
import { picturePath, type Alikeness, type Candidate, type Contest, type Resident, type Side } from './contest'

const fields: (keyof Resident)[] = ['name', 'born', 'birthplace', 'sex', 'mother', 'father', 'family_card', 'street', 'village', 'subdistrict', 'religion', 'marital', 'occupation']

function rowsOf(probe: Side, candidate: Side, t: Words): DiffRow[] {
  const text = (side: Side, field: keyof Resident) => String(side.resident?.[field] ?? '')
  return [
    { label: t('ajudikasi.nomor'), left: probe.number, right: candidate.number },
    { label: t('orang.nik'), left: nik(probe.resident?.nik ?? ''), right: nik(candidate.resident?.nik ?? '') },
    ...fields.map((field) => ({ label: t('orang.' + field), left: text(probe, field), right: text(candidate, field) })),
    { label: t('ajudikasi.kantor'), left: probe.office ?? '', right: candidate.office ?? '' },
    { label: t('ajudikasi.jenis'), left: kindWords(t, probe.kind ?? ''), right: kindWords(t, candidate.kind ?? '') },
  ]
}

/** "jari manis kanan: diperban/luka". */
export const exceptionWords = (t: Words, { what, why }: { what: string; why: string }) =>
  `${what.startsWith('finger-') ? t('jari.' + what.slice(7)) : t('perekaman.gambar.' + what.replace(/-/g, '_'))}: ${t('pengecualian.' + why.replace(/-/g, '_'))}`

export function BiodataAndScore({ contest, candidate }: { contest: Contest; candidate: Candidate & Alikeness }) {
  const t = useWords()
  const threshold = contest.threshold_db ?? 0
  const over = candidate.score_db >= threshold
  return (
    <div className="biodata-score" tabIndex={0} role="region" aria-label={t('ajudikasi.lihat_biodata')}>
      {contest.lacks_fingers && <p>▲ {t(candidate.score_db > 0 ? 'ajudikasi.satu_jari' : 'ajudikasi.tanpa_skor')}</p>}
      {!contest.lacks_fingers && <p>
        {t('ajudikasi.skor', { skor: number(candidate.score_db, 1), batas: number(threshold, 1) })} {over ? '▲' : '●'} {t(over ? 'ajudikasi.di_atas' : 'ajudikasi.di_bawah')}
      </p>}
      {Object.keys(candidate.finger_db).length > 0 && <table className="plain" aria-label={t('ajudikasi.skor_jari')}>
        <thead><tr>{Object.keys(candidate.finger_db).map((position) => <th key={position}>{t('jari.' + position)}</th>)}</tr></thead>
        <tbody><tr>{Object.entries(candidate.finger_db).map(([position, db]) => <td key={position}>{number(db, 1)}</td>)}</tr></tbody>
      </table>}
      <DiffTable rows={rowsOf(contest.probe, candidate, t)} left={t('ajudikasi.rekaman_baru')} right={t('ajudikasi.rekaman_lama')} label={t('ajudikasi.biodata')} />
      {[contest.probe, candidate].map((side, i) => (side.exceptions ?? []).length > 0 && (
        <div key={side.number}>
          <p>✗ {t(i === 0 ? 'ajudikasi.pengecualian_baru' : 'ajudikasi.pengecualian_lama', { isi: (side.exceptions ?? []).map((one) => exceptionWords(t, one)).join('; ') })}</p>
          {side.mark && <p>✎ {t(side.mark.thumb ? 'ajudikasi.cap_jempol' : 'ajudikasi.tanda_silang', { saksi: [side.mark.witness, side.mark.relation].filter(Boolean).join(', ') })}</p>}
          <div className="proofs">{(side.proofs ?? []).map((proof) => (
            <img key={proof} src={picturePath(contest.number, i === 0 ? 'probe' : side.number, 'proof/' + proof)} alt={t('ajudikasi.bukti', { apa: t('perekaman.gambar.proof_' + proof.replace('-', '_')) })} title={t('ajudikasi.bukti', { apa: t('perekaman.gambar.proof_' + proof.replace('-', '_')) })} />
          ))}</div>
        </div>
      ))}
    </div>
  )
}
