// Somebody who is in no database gets a record and a NIK (screens.md 3.33, P1). Likeness warns and never blocks.
import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { post, Failure, type Told } from '../../api/client'
import { useAct } from '../../api/use'
import { Act } from '../../parts/Act'
import { DiffTable } from '../../parts/DiffTable'
import { pageFailure } from '../../parts/pageFailure'
import { useKeys } from '../../shell/keys'
import { useGoTo } from '../../shell/sought'
import { digitsOf, nik as nikWords, parseDay } from '../../words/format'
import { useWords } from '../../words/words'
import type { Resident } from '../ajudikasi/contest'
import { emptyForm, lists, required, type ResidentForm } from './resident'
import '../pengguna/officers.css'
import './biodata.css'

interface Alike { resident: Resident; score: number; strong: boolean; reasons: string[] }
interface AlikeTold extends Told { alike: Alike[]; alike_elsewhere: number }
const alikeCode = 3139

export default function NewResident() {
  const t = useWords()
  const [, go] = useLocation()
  const goTo = useGoTo()
  const [form, setForm] = useState<ResidentForm>(emptyForm)
  const [alike, setAlike] = useState<{ found: Alike[]; elsewhere: number } | null>(null)
  const [looked, setLooked] = useState<Set<number>>(new Set())
  const [shown, setShown] = useState(0)
  const [despite, setDespite] = useState('')
  const [issued, setIssued] = useState<{ nik: string; name: string } | null>(null)
  const set = (some: Partial<ResidentForm>) => setForm((before) => ({ ...before, ...some }))

  const act = useAct(async () => {
    const missing = required.filter((field) => !form[field].trim())
    if (missing.length > 0) {
      document.getElementById('resident-' + missing[0])?.focus()
      throw pageFailure(1805, t('biodata.kurang', { isian: missing.map((field) => t('orang.' + field)).join(', ') }))
    }
    if (!parseDay(form.born)) throw pageFailure(1803, t('biodata.lahir_salah'))
    const body = {
      ...form, born: parseDay(form.born) ?? '', rt: Number(form.rt), rw: Number(form.rw), blood: form.blood || '-',
      permit_until: form.permit_until ? parseDay(form.permit_until) ?? form.permit_until : '', ...(alike ? { despite: despite.trim() } : {}),
    }
    try {
      setIssued(await post<{ nik: string; name: string }>('/api/residents', body))
    } catch (wrong) {
      if (wrong instanceof Failure && wrong.field) {
        const field = wrong.field.split(',')[0] ?? ''
        document.getElementById('resident-' + field)?.focus()
        throw pageFailure(9408, t('biodata.salah', { isian: field in emptyForm ? t('orang.' + field) : field }))
      }
      if (!(wrong instanceof Failure) || wrong.code !== alikeCode) throw wrong
      const told = wrong.told as AlikeTold
      setAlike({ found: told.alike, elsewhere: told.alike_elsewhere })
      setShown(0)
      setLooked(new Set([0]))
    }
  })
  const look = (i: number) => {
    if (!alike || i < 0 || i >= alike.found.length) return
    setShown(i)
    setLooked((before) => new Set([...before, i]))
  }
  useKeys({ 'Alt+J': alike !== null && (() => look((shown + 1) % Math.max(1, alike.found.length))) })

  if (issued)
    return (
      <Act heading={t('biodata.judul')} clause="P1" success={t('biodata.terbit', { nik: nikWords(issued.nik) })}
        others={[{ key: 'Alt+N', words: t('biodata.lagi'), run: () => { setIssued(null); setForm(emptyForm); setAlike(null); setDespite('') } }]}
        primary={{ words: t('biodata.lihat'), run: () => goTo('/penduduk', { q: issued.nik }) }}>
        <div className="panel code-paper">
          <p>{issued.name}</p>
          <p className="nik-large" data-nik={issued.nik}>{nikWords(issued.nik)}</p>
          <p>{t('biodata.lanjut')}</p>
        </div>
      </Act>
    )

  if (alike) {
    const one = alike.found[shown]
    const compared: (keyof ResidentForm & keyof Resident)[] = ['name', 'born', 'birthplace', 'sex', 'mother', 'father', 'family_card', 'street', 'religion', 'marital', 'occupation']
    const sexes: Record<string, string> = { L: 'LAKI-LAKI', P: 'PEREMPUAN' } // as the registry prints them
    const mine = (field: keyof ResidentForm) => (field === 'born' ? parseDay(form.born) ?? form.born : field === 'sex' ? sexes[form.sex] ?? '' : form[field].toUpperCase())
    return (
      <Act heading={t('biodata.mirip')} clause="P1" back={() => setAlike(null)} failure={act.failure} about={t('biodata.mirip_banyak', { n: alike.found.length + alike.elsewhere })}
        others={alike.found.length > 1 ? [{ words: t('biodata.berikut'), key: 'Alt+J', run: () => look((shown + 1) % alike.found.length) }] : []}
        primary={{ words: t('biodata.terbitkan_lain'), run: () => void act.run(), disabled: !despite.trim() || looked.size < alike.found.length, busy: act.busy }}>
        <p className="warning">▲ {t('biodata.periksa_satu')}</p>
        {alike.elsewhere > 0 && <p className="notice">◆ {t('biodata.mirip_lain', { n: alike.elsewhere })}</p>}
        {one && (
          <>
            <div className="row">
              <b>{t('biodata.ke', { n: shown + 1, m: alike.found.length })}</b>
              <span>{t(one.strong ? 'biodata.sangat_mirip' : 'biodata.agak_mirip')}: {one.reasons.join('; ')}</span>
            </div>
            <DiffTable label={t('biodata.mirip')} left={t('biodata.yang_diketik')} right={`${t('biodata.yang_terdaftar')} ${nikWords(one.resident.nik)}`}
              rows={compared.map((field) => ({ label: t('orang.' + field), left: mine(field), right: String(one.resident[field] ?? '') }))} />
            <div className="row"><Button variant="default" onClick={() => goTo('/penduduk', { q: one.resident.nik })}>{t('biodata.orang_sama')}</Button></div>
          </>
        )}
        <Textarea label={t('biodata.mengapa_lain')} description={t('biodata.mengapa_lain_petunjuk')} value={despite} onChange={(e) => setDespite(e.currentTarget.value)} maxLength={500} autosize minRows={2} />
      </Act>
    )
  }

  const text = (field: keyof ResidentForm, more: Partial<React.ComponentProps<typeof TextInput>> = {}) => (
    <TextInput id={'resident-' + field} label={t('orang.' + field)} withAsterisk={required.includes(field)} value={form[field]} onChange={(e) => set({ [field]: e.currentTarget.value })} autoComplete="off" {...more} />
  )
  const digits = (field: keyof ResidentForm, most: number, more: Partial<React.ComponentProps<typeof TextInput>> = {}) =>
    text(field, { inputMode: 'numeric', onChange: (e) => set({ [field]: digitsOf(e.currentTarget.value).slice(0, most) }), ...more })
  const choice = (field: keyof ResidentForm, values: string[]) => (
    <NativeSelect id={'resident-' + field} label={t('orang.' + field)} withAsterisk={required.includes(field)} value={form[field]} onChange={(e) => set({ [field]: e.currentTarget.value })} data={['', ...values]} />
  )
  return (
    <Act heading={t('biodata.judul')} clause="P1" failure={act.failure} about={t('biodata.cari_dulu')} back={() => go('/penduduk')}
      primary={{ words: t('biodata.terbitkan'), run: () => void act.run(), busy: act.busy }}>
      <form className="biodata" onSubmit={(e) => e.preventDefault()}>
        {digits('family_card', 16, { autoFocus: true })}
        {choice('role', lists.role)}
        {text('name', { maxLength: 60 })}
        <div className="pair">
          {text('birthplace', { maxLength: 60 })}
          {text('born', { description: t('biodata.ddmmyyyy'), onBlur: () => { const day = parseDay(form.born); if (day) set({ born: day }) } })}
        </div>
        <div className="pair">
          <NativeSelect id="resident-sex" label={t('orang.sex')} withAsterisk value={form.sex} onChange={(e) => set({ sex: e.currentTarget.value })}
            data={[{ value: '', label: '' }, { value: 'L', label: t('orang.laki') }, { value: 'P', label: t('orang.perempuan') }]} />
          {choice('blood', lists.blood)}
        </div>
        {choice('religion', lists.religion)}
        {choice('marital', lists.marital)}
        <div>
          {text('occupation', { list: 'occupations' })}
          <datalist id="occupations">{lists.occupation.map((one) => <option key={one} value={one} />)}</datalist>
        </div>
        {text('mother', { maxLength: 60 })}
        {text('father', { maxLength: 60 })}
        {text('street', { maxLength: 100 })}
        <div className="pair">{digits('rt', 3)}{digits('rw', 3)}</div>
        {digits('village', 10, { description: t('biodata.kode_desa') })}
        {text('permit_until', { description: t('biodata.hanya_wna') })}
      </form>
    </Act>
  )
}
