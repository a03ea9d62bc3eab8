// screens.md 3.22 at an office: a failed card climbs from the service point to the Dinas, and from there to the
// province, each time with minutes.
import { useState } from 'react'
import { post } from '../../api/client'
import { useAct, useRead } from '../../api/use'
import { Act } from '../../parts/Act'
import { ActList } from '../../parts/ActList'
import { ErrorBlock } from '../../parts/ErrorBlock'
import { PrintButton } from '../../parts/PrintButton'
import { ConfirmPage } from '../../shell/Shell'
import { useSession } from '../../shell/session'
import { useNow } from '../../shell/StatusBar'
import { age, nikTail } from '../../words/format'
import { useWords } from '../../words/words'
import './returns.css'

const rungs = ['service-point', 'district', 'province', 'ministry'] as const
type Rung = (typeof rungs)[number]
/** GET /api/returns. */
interface Returned { number: string; nik: string; name: string; serial: string; state: string; rung: Rung; since: string; verdict: number; verdict_label: string }
const idOf = (card: Returned) => card.number

export default function Returns() {
  const t = useWords()
  const { site } = useSession()
  const now = useNow(60_000)
  const cards = useRead<{ items: Returned[] }>('/api/returns')
  const [at, setAt] = useState<Returned | null>(null)
  const [asked, setAsked] = useState<Returned | null>(null)
  const [paper, setPaper] = useState<{ number: string; paper: string } | null>(null)
  const send = useAct(async (card: Returned) => {
    const said = await post<{ paper: string }>(`/api/applications/${card.number}/return`)
    setAsked(null)
    setPaper({ number: card.serial, paper: said.paper })
  })
  const items = cards.data?.items
  const here = items?.find((one) => one.number === at?.number) ?? items?.[0]
  // From the province on the card is the centre's to receive.
  const leaves = here && (here.rung === 'service-point' || (here.rung === 'district' && site.may.personalise === true))
  const next = here ? rungs[rungs.indexOf(here.rung) + 1] : undefined
  return (
    <Act heading={t('pengembalian_kantor.judul')} clause="P2" failure={asked ? null : send.failure}
      success={paper && t('pengembalian_kantor.selesai', { seri: paper.number })}
      primary={here && next ? { words: t('pengembalian_kantor.kirim_' + next.replace('-', '_')), run: () => { setPaper(null); send.clear(); setAsked(here) }, disabled: !leaves || asked !== null } : undefined}>
      {paper && <PrintButton paper={paper.paper} words={t('pengembalian_kantor.cetak_berita_acara')} />}
      <ActList label={t('pengembalian_kantor.judul')} rows={items} id={idOf} onFocusRow={setAt}
        failure={cards.error && !items ? <ErrorBlock failure={cards.error} /> : undefined} empty={t('pengembalian_kantor.kosong')}
        columns={[
          { words: t('pengembalian_kantor.kartu'), width: '140px', cell: (card) => card.serial },
          { words: t('pengembalian_kantor.nama'), cell: (card) => <>{card.name} <span className="dim">{nikTail(card.nik)}</span></> },
          { words: t('pengembalian_kantor.sebab'), cell: (card) => `■ ${card.verdict_label} (${6000 + card.verdict})` },
          { words: t('pengembalian_kantor.tingkat'), cell: (card) => <Rungs at={card.rung} since={age(now - Date.parse(card.since))} /> },
        ]} />
      {here && !leaves && <p className="notice">◆ {t('pengembalian_kantor.bukan_di_sini')}</p>}
      {asked && next && (
        <ConfirmPage title={t('pengembalian_kantor.tanya', { seri: asked.serial, nama: asked.name })} verb={t('pengembalian_kantor.kirim_' + next.replace('-', '_'))}
          back={() => setAsked(null)} onYes={() => void send.run(asked)} busy={send.busy}>
          <p>{t('pengembalian_kantor.akibat')}</p>
          <p className="hint">{t('pengembalian_kantor.untuk_penduduk')}</p>
          {send.failure && <ErrorBlock failure={send.failure} />}
        </ConfirmPage>
      )}
    </Act>
  )
}

/** "tempat pelayanan ✓ → Dinas ▸ 2 hari → Provinsi ○ → Kementerian ○". */
function Rungs({ at, since }: { at: Rung; since: string }) {
  const t = useWords()
  const place = rungs.indexOf(at)
  return (
    <ol className="rungs">
      {rungs.map((rung, i) => (
        <li key={rung} aria-current={i === place ? 'step' : undefined}>
          {t('pengembalian_kantor.tingkat_' + rung.replace('-', '_'))} {i < place ? '✓' : i === place ? `▸ ${since}` : '○'}
        </li>
      ))}
    </ol>
  )
}
