// Offices come by invitation and go by being shut out (screens.md 3.30).
import { Checkbox, TextInput } from '@mantine/core'
import { useState } from 'react'
import { post, remove } from '../../api/client'
import { useAct, useRead } from '../../api/use'
import { Act, type Step } from '../../parts/Act'
import { ActList } from '../../parts/ActList'
import { useCurrentRow } from '../../parts/current'
import { ErrorBlock } from '../../parts/ErrorBlock'
import { ConfirmPage } from '../../shell/Shell'
import { digitsOf } from '../../words/format'
import { useWords } from '../../words/words'
import '../pengguna/officers.css'

interface Office { site: string; region: string; standing: 'invited' | 'applied' | 'let-in' | 'shut-out' }
interface Invitation { site: string; code: string; days: number }
const order = ['applied', 'invited', 'let-in', 'shut-out']
const signs = { applied: '▲', invited: '◌', 'let-in': '●', 'shut-out': '○' }

export default function Offices() {
  const t = useWords()
  const read = useRead<{ items: Office[] }>('/api/offices')
  const [inviting, setInviting] = useState(false)
  const [invitation, setInvitation] = useState<Invitation | null>(null)
  const [shuts, setShuts] = useState<Office | null>(null)
  const [success, setSuccess] = useState('')
  const rows = read.data && [...read.data.items].sort((a, b) => order.indexOf(a.standing) - order.indexOf(b.standing) || a.site.localeCompare(b.site))
  const [current, focus] = useCurrentRow(rows, (one) => one.site)
  const approve = useAct(async (site: string) => {
    await post(`/api/offices/${encodeURIComponent(site)}/approval`)
    setSuccess(t('lokasi.disetujui', { lokasi: site }))
    await read.refetch()
  })
  const shutOut = useAct(async (site: string) => {
    await remove('/api/offices/' + encodeURIComponent(site))
    setSuccess(t('lokasi.dicabut', { lokasi: site }))
    await read.refetch()
  })
  if (invitation)
    return (
      <Act heading={t('lokasi.kode')} about={invitation.site} others={[{ key: 'F9', words: t('lokasi.cetak'), run: () => window.print() }]}
        primary={{ words: t('lokasi.kode_dicatat'), run: () => { setInvitation(null); setInviting(false); void read.refetch() } }}>
        <div className="panel code-paper">
          <p>{t('lokasi.kode_untuk', { lokasi: invitation.site })}</p>
          <p className="code-large" data-code>{invitation.code}</p>
          <p>{t('lokasi.kode_petunjuk', { n: invitation.days })}</p>
          <p className="hint">{t('lokasi.kode_sekali')}</p>
        </div>
      </Act>
    )
  if (inviting) return <Invite back={() => setInviting(false)} invited={setInvitation} />
  const others: Step[] = [
    { key: 'Alt+N', words: t('lokasi.undang'), run: () => setInviting(true) },
    ...(current && current.standing !== 'shut-out' ? [{ key: 'Alt+X', words: t('lokasi.cabut'), run: () => setShuts(current), busy: shutOut.busy }] : []),
  ]
  const waiting = rows?.filter((one) => one.standing === 'applied').length ?? 0
  return (
    <Act heading={t('lokasi.judul')} about={waiting > 0 ? t('lokasi.menunggu', { n: waiting }) : ''} failure={approve.failure ?? shutOut.failure} success={success || undefined} others={others}
      primary={current?.standing === 'applied' ? { words: t('lokasi.setujui', { lokasi: current.site }), run: () => void approve.run(current.site), busy: approve.busy } : undefined}>
      <ActList label={t('lokasi.judul')} rows={rows} id={(one) => one.site} onFocusRow={focus} text={(one) => `${one.site} ${one.region}`}
        failure={read.error && <ErrorBlock failure={read.error} />} empty={t('lokasi.kosong')}
        columns={[
          { words: t('lokasi.nama'), cell: (one) => one.site },
          { words: t('lokasi.daerah'), cell: (one) => one.region },
          { words: t('lokasi.keadaan'), cell: (one) => `${signs[one.standing]} ${t('lokasi.keadaan_' + one.standing.replace('-', '_'))}` },
        ]} />
      {shuts && (
        <ConfirmPage title={t('lokasi.cabut')} verb={t('lokasi.cabut')} back={() => setShuts(null)} onYes={() => { setShuts(null); void shutOut.run(shuts.site) }}>
          <p>{t('lokasi.cabut_tanya', { lokasi: shuts.site })}</p>
        </ConfirmPage>
      )}
    </Act>
  )
}

function Invite({ back, invited }: { back: () => void; invited: (one: Invitation) => void }) {
  const t = useWords()
  const [site, setSite] = useState('')
  const [region, setRegion] = useState('')
  const [personalises, setPersonalises] = useState(false)
  const act = useAct(async () => invited(await post<Invitation>('/api/offices', { site: site.trim(), region, personalises })))
  const ready = /^[a-z0-9-]{1,32}$/.test(site.trim()) && [2, 4, 6].includes(region.length)
  return (
    <Act heading={t('lokasi.undang')} back={back} failure={act.failure} primary={{ words: t('lokasi.buat_kode'), run: () => void act.run(), disabled: !ready, busy: act.busy }}>
      <div className="panel code-paper">
        <TextInput label={t('lokasi.nama')} description={t('lokasi.nama_petunjuk')} value={site} onChange={(e) => setSite(e.currentTarget.value.toLowerCase())} autoFocus autoComplete="off" />
        <TextInput mt={10} label={t('lokasi.daerah')} description={t('lokasi.daerah_petunjuk')} value={region} onChange={(e) => setRegion(digitsOf(e.currentTarget.value).slice(0, 6))} inputMode="numeric" />
        <Checkbox mt={14} label={t('lokasi.mencetak')} checked={personalises} onChange={(e) => setPersonalises(e.currentTarget.checked)} />
      </div>
    </Act>
  )
}
