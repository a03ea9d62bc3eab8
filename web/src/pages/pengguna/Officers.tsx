// Who may do what, where (screens.md 3.29).
import { useLocation } from 'wouter'
import { useRead } from '../../api/use'
import { Act } from '../../parts/Act'
import { ActList } from '../../parts/ActList'
import { useCurrentRow } from '../../parts/current'
import { ErrorBlock } from '../../parts/ErrorBlock'
import { useOfficer, useSession } from '../../shell/session'
import { useWords } from '../../words/words'
import type { Account } from './officer'

export default function Officers() {
  const t = useWords()
  const { site } = useSession()
  const { role } = useOfficer()
  const [, go] = useLocation()
  const read = useRead<{ items: Account[] }>('/api/officers')
  const rows = read.data && [...read.data.items].sort((a, b) => Number(a.disabled) - Number(b.disabled) || a.full_name.localeCompare(b.full_name, 'id'))
  const [current, focus] = useCurrentRow(rows, (one) => one.name)
  const manages = role === 'site-admin'
  const open = (one: Account) => go('/pengguna/' + one.name)
  return (
    <Act heading={t('pengguna.judul')} about={site.place}
      primary={manages && current ? { words: t('pengguna.buka', { nama: current.full_name || current.name }), run: () => open(current) } : undefined}
      others={manages ? [{ key: 'Alt+N', words: t('pengguna.tambah'), run: () => go('/pengguna/baru') }] : []}>
      <ActList label={t('pengguna.judul')} rows={rows} id={(one) => one.name} open={manages ? open : undefined} onFocusRow={focus}
        text={(one) => `${one.full_name} ${one.name} ${one.nip} ${one.roles.map((each) => t('peran.' + each)).join(' ')}`}
        failure={read.error && <ErrorBlock failure={read.error} />} empty={t('pengguna.kosong')}
        columns={[
          { words: t('pengguna.nama'), cell: (one) => <><b>{one.full_name || one.name}</b><br /><span className="dim">{one.name}</span></>, width: '30%' },
          { words: t('pengguna.nip'), cell: (one) => one.nip || '–', width: '180px' },
          { words: t('pengguna.peran'), cell: (one) => one.roles.map((each) => t('peran.' + each)).join(', ') },
          ...(site.kind === 'center' ? [{ words: t('pengguna.daerah'), cell: (one: Account) => one.region || t('pengguna.seluruh_negeri'), width: '150px' }] : []),
          { words: t('pengguna.keadaan'), cell: (one) => (one.disabled ? `○ ${t('pengguna.nonaktif')}` : `● ${t('pengguna.aktif')}`), width: '130px' },
        ]} />
    </Act>
  )
}
