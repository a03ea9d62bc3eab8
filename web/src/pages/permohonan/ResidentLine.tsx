// Whom it is about: sex, birth, where he lives, and where he was recorded. Name and NIK stand above.
import type { Found } from '../../api/counter'
import { LabelledValue } from '../../parts/LabelledValue'
import { useWords } from '../../words/words'

const three = (n: number) => String(n).padStart(3, '0')

export function ResidentLine({ who }: { who: Found }) {
  const t = useWords()
  const { biodata } = who
  const at = biodata.address
  return (
    <>
      <dl className="panel values resident">
        <LabelledValue label={t('permohonan.lahir')}>{`${biodata.birthplace}, ${biodata.born} · ${t(biodata.sex === 'female' ? 'permohonan.perempuan' : 'permohonan.laki_laki')}`}</LabelledValue>
        <LabelledValue label={t('permohonan.alamat')}>{`${at.street}, RT ${three(at.rt)}/RW ${three(at.rw)}, ${at.village}`}</LabelledValue>
        <LabelledValue label={t('permohonan.rekaman')}>{who.recorded_in ? t('permohonan.direkam_di', { tempat: who.recorded_at }) : t('permohonan.tidak_ada_rekaman')}</LabelledValue>
      </dl>
      {who.nik_warnings.map((what) => <p key={what} className="warning">▲ {t(what === 'born' ? 'permohonan.nik_lahir_beda' : 'permohonan.nik_jenis_beda')} <span className="code">({what === 'born' ? '1121' : '1123'})</span></p>)}
    </>
  )
}
