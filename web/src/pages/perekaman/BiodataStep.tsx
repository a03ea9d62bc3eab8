// Step 1: the data are read to the resident, who says whether they are right.
import { UnstyledButton } from '@mantine/core'
import { useState } from 'react'
import { put } from '../../api/client'
import { useAct } from '../../api/use'
import { useResidentAnswer } from '../../parts/resident'
import { useKeys } from '../../shell/keys'
import { recaptureWords } from '../../words/application'
import { useWords } from '../../words/words'
import { rowsOf } from './biodata'
import { recaptures, type Capture } from './capture'
import { CaptureFrame } from './CaptureFrame'
import { useDesk } from './desk'

export function BiodataStep() {
  const t = useWords()
  const desk = useDesk()
  const [at, setAt] = useState(0)
  const [wrong, setWrong] = useState<Set<string>>(new Set())
  const [doubts, setDoubts] = useState(false)
  const [asking, setAsking] = useState(false)
  const [called, setCalled] = useState(false)
  const rows = rowsOf(t, desk.who)
  const confirm = useAct(async () => desk.goOn(await put<Capture>(desk.path + '/facts', { biodata_confirmed: true }), 'now'))
  const again = useAct(async (why: string) => { desk.take(await put<Capture>(desk.path + '/facts', { recapture: why })); setAsking(false) })
  useResidentAnswer((answer) => {
    if (answer.answer === 'help') return setCalled(true)
    if (answer.state !== 'biodata') return
    setDoubts(answer.answer === 'wrong')
    setWrong(new Set(answer.lines))
  })
  const mark = (key: string) => setWrong((before) => { const now = new Set(before); if (!now.delete(key)) now.add(key); return now })
  useKeys({
    ArrowDown: () => setAt(Math.min(at + 1, rows.length - 1)),
    ArrowUp: () => setAt(Math.max(at - 1, 0)),
    Space: doubts && rows[at] && (() => mark(rows[at]?.key ?? '')),
    ...(asking ? Object.fromEntries(recaptures.map((why, i) => [String(i + 1), () => void again.run(why)])) : {}),
    Escape: (asking && (() => setAsking(false))) || (doubts && (() => { setDoubts(false); setWrong(new Set()) })),
  })
  const reusing = desk.short && !asking
  return (
    <CaptureFrame plain failure={confirm.failure ?? again.failure} screen={{ state: 'biodata', data: { rows, at } }}
      primary={doubts ? { words: t('perekaman.biodata.ke_siak'), run: () => desk.putAside('berkas'), disabled: wrong.size === 0 }
        : { words: t('perekaman.biodata.sesuai'), run: () => void confirm.run(), busy: confirm.busy }}
      others={[
        ...(doubts ? [] : [{ key: 'Alt+X', words: t('perekaman.biodata.tidak_sesuai'), run: () => setDoubts(true) }]),
        ...(reusing ? [{ key: 'Alt+R', words: t('perekaman.rekam_ulang.tombol'), run: () => setAsking(true) }] : []),
      ]}
      aside={called ? <p className="warning small">▲ {t('perekaman.warga_minta_bantuan')}</p> : undefined}>
      {desk.short && !asking && <p className="notice">◆ {t('perekaman.rekaman_lama')}</p>}
      {asking && (
        <div className="warning">
          <p>{t('perekaman.rekam_ulang.alasan')}</p>
          <ol className="choices">{recaptures.map((why, i) => <li key={why}><UnstyledButton className="link" onClick={() => void again.run(why)}><kbd>{i + 1}</kbd> {recaptureWords(t, why)}</UnstyledButton></li>)}</ol>
        </div>
      )}
      <p className="say">{doubts ? t('perekaman.biodata.pilih') : t('perekaman.biodata.bacakan')}</p>
      <dl className="read-out">
        {rows.map((row, i) => (
          <div key={row.key} data-at={i === at} data-wrong={wrong.has(row.key)} onClick={() => { setAt(i); if (doubts) mark(row.key) }}>
            <dt>{row.label}</dt><dd>{wrong.has(row.key) && <span className="wrong">▲ <span className="hidden">{t('perekaman.biodata.salah')} </span></span>}{row.value}</dd>
          </div>
        ))}
      </dl>
      {doubts && <p className="warning" role="status">{t('perekaman.biodata.arahkan')}</p>}
    </CaptureFrame>
  )
}
