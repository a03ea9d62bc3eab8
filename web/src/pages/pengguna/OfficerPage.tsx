// One officer: added, changed, given a new password, given a finger, disabled (screens.md 3.29).
import { Button, Checkbox, FileButton, TextInput } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useLocation } from 'wouter'
import { post, put, putFile, remove } from '../../api/client'
import type { RoleName } from '../../api/types'
import { useAct, useRead } from '../../api/use'
import { Act, type Step } from '../../parts/Act'
import { ErrorBlock } from '../../parts/ErrorBlock'
import { pageFailure } from '../../parts/pageFailure'
import { ConfirmPage } from '../../shell/Shell'
import { useOfficer, useSession } from '../../shell/session'
import { digitsOf } from '../../words/format'
import { useWords } from '../../words/words'
import { centerRoles, newPassword, officeRoles, type Account } from './officer'
import './officers.css'

interface Form { name: string; full_name: string; nip: string; region: string; roles: RoleName[] }
const blank: Form = { name: '', full_name: '', nip: '', region: '', roles: [] }

export default function OfficerPage({ name = '' }: Record<string, string | undefined>) {
  const t = useWords()
  const { site } = useSession()
  const { me } = useOfficer()
  const [, go] = useLocation()
  const isNew = name === 'baru'
  const read = useRead<{ items: Account[] }>('/api/officers')
  const account = read.data?.items.find((one) => one.name === name)
  const [form, setForm] = useState<Form | null>(isNew ? blank : null)
  const [paper, setPaper] = useState<{ who: string; name: string; password: string } | null>(null)
  const [asks, setAsks] = useState<'disable' | 'password' | null>(null)
  const [success, setSuccess] = useState('')
  useEffect(() => {
    if (account && form === null) setForm({ name: account.name, full_name: account.full_name, nip: account.nip, region: account.region ?? '', roles: account.roles })
  }, [account, form])
  const change = (some: Partial<Form>) => setForm((before) => ({ ...(before ?? blank), ...some }))
  const filled = form ?? blank

  const save = useAct(async () => {
    if (filled.nip && !/^\d{18}$/.test(filled.nip)) throw pageFailure(9101, t('pengguna.nip_salah'))
    const body = { full_name: filled.full_name.trim(), nip: filled.nip, roles: filled.roles, ...(site.kind === 'center' ? { region: filled.region } : {}) }
    if (isNew) {
      const password = newPassword()
      await post('/api/officers', { ...body, name: filled.name.trim(), password })
      setPaper({ who: body.full_name, name: filled.name.trim(), password })
    } else {
      await put('/api/officers/' + encodeURIComponent(name), body)
      setSuccess(t('pengguna.diubah', { nama: body.full_name }))
    }
    await read.refetch()
  })
  const password = useAct(async () => {
    const word = newPassword()
    await post(`/api/officers/${encodeURIComponent(name)}/password`, { password: word })
    setPaper({ who: filled.full_name, name, password: word })
  })
  const disable = useAct(async () => {
    await remove('/api/officers/' + encodeURIComponent(name))
    await read.refetch()
    setSuccess(t('pengguna.dinonaktifkan', { nama: filled.full_name }))
  })
  const finger = useAct(async (file: File) => {
    await putFile(`/api/officers/${encodeURIComponent(name)}/finger`, file)
    setSuccess(t('pengguna.jari_tersimpan', { nama: filled.full_name }))
  })
  const own = name === me.name
  const ready = filled.full_name.trim() !== '' && filled.roles.length > 0 && (!isNew || /^[a-z0-9.-]{3,32}$/.test(filled.name.trim()))
  const heading = isNew ? t('pengguna.tambah') : t('pengguna.judul_satu')

  if (paper)
    return (
      <Act heading={t('pengguna.kata_sandi_pertama')} about={paper.who} others={[{ key: 'F9', words: t('pengguna.cetak'), run: () => window.print() }]}
        primary={{ words: t('pengguna.sudah_diberikan'), run: () => go('/pengguna') }}>
        <div className="panel code-paper">
          <p>{t('pengguna.kertas', { nama: paper.who, tempat: site.place })}</p>
          <dl><dt>{t('masuk.nama')}</dt><dd>{paper.name}</dd><dt>{t('masuk.sandi')}</dt><dd className="code-large">{paper.password}</dd></dl>
          <p className="hint">{t('pengguna.sekali')}</p>
        </div>
      </Act>
    )
  const roles = site.kind === 'center' ? centerRoles : officeRoles
  const others: Step[] = isNew || !account || account.disabled || own ? [] : [
    { key: 'Alt+K', words: t('pengguna.sandi_baru'), run: () => setAsks('password'), busy: password.busy },
    { key: 'Alt+X', words: t('pengguna.nonaktifkan'), run: () => setAsks('disable'), busy: disable.busy },
  ]
  return (
    <Act heading={heading} about={isNew ? '' : name} back={() => go('/pengguna')} failure={save.failure ?? password.failure ?? disable.failure ?? finger.failure}
      success={success || undefined} others={others}
      primary={!own && (isNew || (account && !account.disabled)) ? { words: t(isNew ? 'pengguna.simpan_baru' : 'pengguna.simpan'), run: () => void save.run(), disabled: !ready, busy: save.busy } : undefined}>
      {read.error && <ErrorBlock failure={read.error} />}
      {!isNew && read.data && !account && <p className="empty">{t('pengguna.tidak_ada')}</p>}
      {own && <p className="notice">◆ {t('pengguna.akun_sendiri')}</p>}
      {account?.disabled && <p className="notice">○ {t('pengguna.sudah_nonaktif')}</p>}
      {form && (
        <div className="columns">
          <section className="panel" aria-label={t('pengguna.data')}>
            <h2>{t('pengguna.data')}</h2>
            {isNew && <TextInput label={t('pengguna.nama_masuk')} description={t('pengguna.nama_masuk_petunjuk')} value={form.name} onChange={(e) => change({ name: e.currentTarget.value.toLowerCase() })} autoFocus autoComplete="off" />}
            <TextInput mt={8} label={t('pengguna.nama')} value={form.full_name} onChange={(e) => change({ full_name: e.currentTarget.value })} maxLength={100} disabled={own} />
            <TextInput mt={8} label={t('pengguna.nip')} description={t('pengguna.nip_petunjuk')} value={form.nip} onChange={(e) => change({ nip: digitsOf(e.currentTarget.value).slice(0, 18) })} inputMode="numeric" disabled={own} />
            {site.kind === 'center' && (
              <TextInput mt={8} label={t('pengguna.daerah')} description={t('pengguna.daerah_petunjuk')} value={form.region} onChange={(e) => change({ region: digitsOf(e.currentTarget.value).slice(0, 6) })} disabled={own} />
            )}
          </section>
          <section className="panel" aria-label={t('pengguna.peran')}>
            <h2>{t('pengguna.peran')}</h2>
            <Checkbox.Group value={form.roles} onChange={(chosen) => change({ roles: chosen as RoleName[] })} aria-label={t('pengguna.peran')}>
              {roles.map((role) => <Checkbox key={role} value={role} mt={8} label={t('peran.' + role)} disabled={own} />)}
            </Checkbox.Group>
            <p className="hint">{t(site.kind === 'center' ? 'pengguna.peran_pusat' : 'pengguna.masuk_lagi')}</p>
          </section>
          {site.kind === 'office' && account && !account.disabled && (
            <section className="panel" aria-label={t('pengguna.jari')}>
              <h2>{t('pengguna.jari')}</h2>
              <p>{t('pengguna.jari_petunjuk')}</p>
              <FileButton accept="image/png,image/bmp,image/x-portable-graymap,.wsq,.pgm" onChange={(file) => { if (file) void finger.run(file) }}>
                {(props) => <Button {...props} variant="default" loading={finger.busy}>{t('pengguna.jari_pilih')}</Button>}
              </FileButton>
            </section>
          )}
        </div>
      )}
      {asks === 'disable' && (
        <ConfirmPage title={t('pengguna.nonaktifkan')} verb={t('pengguna.nonaktifkan')} back={() => setAsks(null)} onYes={() => { setAsks(null); void disable.run() }}>
          <p>{t('pengguna.nonaktifkan_tanya', { nama: filled.full_name })}</p>
        </ConfirmPage>
      )}
      {asks === 'password' && (
        <ConfirmPage title={t('pengguna.sandi_baru')} verb={t('pengguna.sandi_baru')} back={() => setAsks(null)} onYes={() => { setAsks(null); void password.run() }}>
          <p>{t('pengguna.sandi_tanya', { nama: filled.full_name })}</p>
        </ConfirmPage>
      )}
    </Act>
  )
}
