// Looking somebody up at the center; opening a person's data is a journal entry, and the page says so (screens.md 1.13).
import { Button, TextInput } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useLocation } from 'wouter'
import { query } from '../../api/client'
import { useRead } from '../../api/use'
import { Act } from '../../parts/Act'
import { ActList } from '../../parts/ActList'
import { useCurrentRow } from '../../parts/current'
import { ErrorBlock } from '../../parts/ErrorBlock'
import { LabelledValue } from '../../parts/LabelledValue'
import { useSought } from '../../shell/sought'
import { digitsOf, nik as nikWords, nikTail } from '../../words/format'
import { useWords } from '../../words/words'
import type { Resident } from '../ajudikasi/contest'
import './biodata.css'

const wide: (keyof Resident)[] = ['name', 'street']
const fields: (keyof Resident)[] = [
  'name', 'family_card', 'born', 'birthplace', 'sex', 'blood', 'religion', 'marital', 'occupation', 'citizenship', 'permit_until', 'mother', 'father',
  'street', 'rt', 'rw', 'village', 'subdistrict', 'district', 'province',
]

export default function Residents() {
  const t = useWords()
  const [, go] = useLocation()
  const asked = useSought().q ?? ''
  const [typed, setTyped] = useState(asked)
  const [sought, setSought] = useState(asked)
  const [opened, setOpened] = useState<string | null>(null)
  useEffect(() => { setTyped(asked); setSought(asked); setOpened(null) }, [asked])
  // Sixteen digits are a whole NIK, typed, pasted or scanned: no Enter needed.
  useEffect(() => { if (/^\d{16}$/.test(digitsOf(typed)) && /^[\d\s]+$/.test(typed)) setSought(typed) }, [typed])
  const text = sought.trim()
  const search = /^[\d\s.-]+$/.test(text) ? digitsOf(text) : text
  const read = useRead<{ items: Resident[] }>(search ? query('/api/residents', { query: search }) : null)
  const rows = search ? read.data?.items : []
  const [current, focus] = useCurrentRow(rows, (one) => one.nik)
  const person = useRead<Resident>(opened && '/api/residents/' + opened)
  const fresh = typed.trim() === sought.trim()
  const seek = () => { setSought(typed); setOpened(null) }

  if (opened)
    return (
      <Act heading={t('penduduk.judul_satu')} back={() => setOpened(null)} about={person.data ? `${person.data.name} ${nikTail(person.data.nik)}` : ''}>
        <p className="notice">◆ {t('penduduk.dicatat')}</p>
        {person.error && <ErrorBlock failure={person.error} />}
        {person.data && (
          <dl className="values panel">
            <LabelledValue label={t('orang.nik')} wide>{nikWords(person.data.nik)}</LabelledValue>
            {fields.map((field) => {
              const value = person.data?.[field]
              return value === null ? null : <LabelledValue key={field} label={t('orang.' + field)} wide={wide.includes(field)}>{typeof value === 'number' ? String(value).padStart(3, '0') : value}</LabelledValue>
            })}
          </dl>
        )}
      </Act>
    )
  return (
    <Act heading={t('penduduk.judul')} clause="P1"
      primary={fresh && current ? { words: t('penduduk.buka', { nama: current.name }), run: () => setOpened(current.nik) } : { words: t('penduduk.cari'), run: seek, disabled: !typed.trim() || fresh }}
      others={[{ key: 'Alt+N', words: t('penduduk.tidak_ada'), run: () => go('/biodata/baru') }]}>
      <form className="row" role="search" onSubmit={(e) => e.preventDefault()}>
        <TextInput className="seek" label={t('penduduk.cari_apa')} value={typed} onChange={(e) => setTyped(e.currentTarget.value)} autoFocus autoComplete="off" />
        <Button variant="default" onClick={seek} disabled={!typed.trim()} mt={22}>{t('penduduk.cari')}</Button>
      </form>
      <ActList label={t('penduduk.judul')} rows={rows} id={(one) => one.nik} open={(one) => setOpened(one.nik)} onFocusRow={focus}
        failure={read.error && search ? <ErrorBlock failure={read.error} /> : undefined} empty={search ? t('penduduk.kosong') : t('penduduk.mulai')}
        columns={[
          { words: t('orang.name'), cell: (one) => one.name },
          { words: t('orang.nik'), cell: (one) => nikTail(one.nik), width: '90px' },
          { words: t('orang.born'), cell: (one) => one.born, width: '120px' },
          { words: t('orang.village'), cell: (one) => `${one.village}, ${one.subdistrict}` },
          { words: t('orang.mother'), cell: (one) => one.mother || '–' },
        ]} />
    </Act>
  )
}
