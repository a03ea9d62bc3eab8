// One application's way through I.3, with the words for its resident.
import { useRead } from '../../api/use'
import type { HistoryEntry } from '../../api/types'
import { Act } from '../../parts/Act'
import { ErrorBlock } from '../../parts/ErrorBlock'
import { Timeline } from '../../parts/Timeline'
import { useNow } from '../../shell/StatusBar'
import { stateWords } from '../../words/application'
import { age, nikTail } from '../../words/format'
import { useWords } from '../../words/words'

interface Entry { time: string; kind: string; actor: string | null; site: string; took_ms?: number }
/** The office's answer has `history`, the center's `timeline`. */
interface Seen { number: string; name: string; nik?: string; nik_tail?: string; state: string; incumbent_code: string; history?: HistoryEntry[]; timeline?: Entry[] }

/** What the resident may be told, by where it stands; nothing once the card is made. */
const tell = (state: string): string | null => {
  if (state === 'Unique') return 'ketunggalan.warga_tunggal'
  if (state === 'AwaitingAge') return 'ketunggalan.warga_usia'
  if (state === 'RejectedAtCheck') return 'ketunggalan.warga_ulang'
  if (state === 'Clarifying') return 'ketunggalan.warga_klarifikasi'
  if (state === 'Duplicate') return 'ketunggalan.warga_ganda'
  return inCheck.has(state) ? 'ketunggalan.untuk_penduduk' : null
}
const inCheck = new Set(['Sent', 'Presenting', 'Searching', 'Adjudicating', 'HalfJudged', 'Disputed'])

export default function UniquenessOf({ number = '' }: Record<string, string | undefined>) {
  const t = useWords()
  const now = useNow(30000)
  const { data, error } = useRead<Seen>('/api/applications/' + encodeURIComponent(number))
  const history_: HistoryEntry[] = data?.history ?? (data?.timeline ?? []).map((one) => ({ kind: one.kind, time: one.time, site: one.site, actor: one.actor ?? t('ketunggalan.petugas'), took_ms: one.took_ms ?? 0 }))
  const since = (kind: string) => history_.find((one) => one.kind === kind)?.time
  const recorded = since('recorded') ?? since('presented'), received = since('received-at-center')
  const words = data && tell(data.state)
  return (
    <Act heading={t('ketunggalan.judul')} clause="I.3" about={data && <>{data.name} {data.nik ? nikTail(data.nik) : '…' + (data.nik_tail ?? '').slice(-4)}</>} back={() => history.back()}>
      {error && !data && <ErrorBlock failure={error} />}
      {data && (
        <>
          <p className="say-state"><b>{stateWords(t, data.state)}</b> <span className="dim">{data.incumbent_code}</span></p>
          <dl className="values">
            <div className="value"><dt>{t('ketunggalan.sejak_direkam')}</dt><dd>{recorded ? age(now - Date.parse(recorded)) : '–'}</dd></div>
            <div className="value"><dt>{t('ketunggalan.sejak_diterima')}</dt><dd>{received ? age(now - Date.parse(received)) : '–'}</dd></div>
          </dl>
          {words && <p className="notice">◆ {t(words)}</p>}
          <Timeline history={history_} />
        </>
      )}
    </Act>
  )
}
