// screens.md 3.24: the same process for holders of a permanent permit, at the Dinas alone (7g).
import { Checkbox, TextInput } from '@mantine/core'
import { useEffect, useMemo, useState } from 'react'
import { useLocation } from 'wouter'
import { get, post, type Failure } from '../../api/client'
import { useAct } from '../../api/use'
import { Act } from '../../parts/Act'
import { useDraft } from '../../parts/drafts'
import { LabelledValue } from '../../parts/LabelledValue'
import { PrintButton } from '../../parts/PrintButton'
import { useSession } from '../../shell/session'
import { day, digitsOf, nik as nikWords, parseDay, queue } from '../../words/format'
import { sentence, useWords } from '../../words/words'
import { dayAfter, isPast } from './permit'

/** GET /api/residents/{nik}: as much of it as this page shows. */
interface Found {
  biodata: { nik: string; name: string; birthplace: string; born: string; sex: 'female' | 'male'; citizenship: number; permit_until?: string; address: { street: string; village: string; subdistrict: string } }
  recorded_at: string; open_application: string; from_copy: boolean
}
interface Taken { number: string; queue_number: number; name: string; summons: string; from_copy: boolean }
interface Form { nik: string; passport: string; passportUntil: string; passportFrom: string; permit: string; permitUntil: string; permitFrom: string; priority: boolean }
const empty: Form = { nik: '', passport: '', passportUntil: '', passportFrom: '', permit: '', permitUntil: '', permitFrom: '', priority: false }
/** Orang asing in the registry's list of citizenships. */
const foreign = 2
/** Days before the end in which an extension has to be reported. */
const reportDays = 30

export default function Foreigner() {
  const t = useWords()
  const { site } = useSession()
  const [, go] = useLocation()
  const [form, change, forget] = useDraft<Form>('orang-asing', empty)
  const [who, setWho] = useState<Found | null>(null)
  const [taken, setTaken] = useState<Taken | null>(null)
  const [began] = useState(Date.now)

  const look = useAct(async (digits: string) => { setWho(null); setWho(await get<Found>('/api/residents/' + digits)) })
  const nik = digitsOf(form?.nik ?? '')
  useEffect(() => {
    if (nik.length === 16) void look.run(nik)
    else setWho(null)
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [nik])

  const passportUntil = parseDay(form?.passportUntil ?? ''), permitUntil = parseDay(form?.permitUntil ?? '')
  const today = day(Date.now())
  const warnings = useMemo(() => {
    const out: string[] = []
    if (who && who.biodata.citizenship !== foreign) out.push(t('orang_asing.bukan_asing'))
    if (permitUntil && isPast(permitUntil, today)) out.push(t('orang_asing.kitap_habis', { tanggal: permitUntil }))
    if (passportUntil && isPast(passportUntil, today)) out.push(t('orang_asing.paspor_habis', { tanggal: passportUntil }))
    if (who?.biodata.permit_until && permitUntil && who.biodata.permit_until !== permitUntil) out.push(t('orang_asing.kitap_beda', { tanggal: who.biodata.permit_until }))
    return out
  }, [who, permitUntil, passportUntil, today, t])
  const stopped = (who !== null && who.biodata.citizenship !== foreign) || (permitUntil !== null && isPast(permitUntil, today)) || (passportUntil !== null && isPast(passportUntil, today))

  const issue = useAct(async () => {
    if (!form || !passportUntil || !permitUntil) return
    const told = await post<Taken>('/api/applications', {
      nik, kind: 'foreigner', began_ms: began,
      ...(form.priority ? { lane: 'priority', lane_reason: sentence('id', 'orang_asing.alasan_prioritas') } : {}),
      documents: [
        { type: 'passport', number: form.passport.trim(), issuer: form.passportFrom.trim(), form: 'original', expires: passportUntil },
        { type: 'stay-permit', number: form.permit.trim(), issuer: form.permitFrom.trim(), form: 'original', expires: permitUntil },
      ],
    })
    setTaken(told)
    setWho(null)
    change(empty)
    await forget()
  })

  if (site.may.personalise !== true)
    return <Act heading={t('orang_asing.judul')} clause="7g" back={() => go('/')}><p className="notice">◆ {t('orang_asing.bukan_dinas')}</p></Act>
  if (!form) return <Act heading={t('orang_asing.judul')} clause="7g"><div className="skeleton" role="status"><i /><i /></div></Act>
  const field = (key: keyof Omit<Form, 'priority'>, until?: string | null) => (
    <TextInput label={t('orang_asing.isian_' + key)} value={form[key]} autoComplete="off" maxLength={key === 'nik' ? 24 : 200} autoFocus={key === 'nik'} inputMode={key === 'nik' ? 'numeric' : undefined}
      onChange={(e) => change({ [key]: e.currentTarget.value })} error={until !== undefined && form[key].length >= 8 && until === null ? t('orang_asing.tanggal_salah') : undefined} />
  )
  const whole = who !== null && form.passport.trim() !== '' && form.permit.trim() !== '' && passportUntil !== null && permitUntil !== null && !stopped
  const failure: Failure | null = issue.failure ?? look.failure
  return (
    <Act heading={t('orang_asing.judul')} clause="7g" began={began} limitMs={2 * 60_000} failure={failure} back={() => go('/')}
      success={taken && t('orang_asing.terbit', { antrian: queue(taken.queue_number, 'A'), nomor: taken.number })}
      primary={{ words: t('orang_asing.terbitkan'), run: () => void issue.run(), disabled: !whole, busy: issue.busy }}>
      {taken && <PrintButton paper={taken.summons} words={t('orang_asing.cetak_formulir')} />}
      <div className="columns">
        <div>{field('nik')}{!who && <p className="hint">{t('orang_asing.kosong')}</p>}</div>
        {who && (
          <dl className="values panel" aria-label={t('orang_asing.penduduk')}>
            <LabelledValue label={t('orang_asing.nama')}>{who.biodata.name}</LabelledValue>
            <LabelledValue label={t('orang_asing.isian_nik')}>{nikWords(who.biodata.nik)}</LabelledValue>
            <LabelledValue label={t('orang_asing.lahir')}>{who.biodata.birthplace}, {who.biodata.born}</LabelledValue>
            <LabelledValue label={t('orang_asing.alamat')}>{who.biodata.address.street}, {who.biodata.address.village}</LabelledValue>
          </dl>
        )}
      </div>
      {warnings.map((one) => <p key={one} className="warning">▲ {one}</p>)}
      <div className="columns">
        <fieldset className="panel"><legend>{t('orang_asing.paspor')}</legend>{field('passport')}{field('passportFrom')}{field('passportUntil', passportUntil)}</fieldset>
        <fieldset className="panel"><legend>{t('orang_asing.kitap')}</legend>{field('permit')}{field('permitFrom')}{field('permitUntil', permitUntil)}</fieldset>
      </div>
      <Checkbox label={t('orang_asing.prioritas')} checked={form.priority} onChange={(e) => change({ priority: e.currentTarget.checked })} />
      {permitUntil && !isPast(permitUntil, today) && (
        <p className="notice">◆ {t('orang_asing.berlaku', { tanggal: permitUntil })} {t('orang_asing.kartu')} {t('orang_asing.lapor', { hari: reportDays, tanggal: dayAfter(permitUntil, -reportDays) })}</p>
      )}
    </Act>
  )
}
