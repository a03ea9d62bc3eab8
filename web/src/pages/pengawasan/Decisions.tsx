// "Perlu keputusan": what waits for a supervisor at this site, each with the page where it is decided (screens.md 2.3).
import { useLocation } from 'wouter'
import { Act } from '../../parts/Act'
import { ActList } from '../../parts/ActList'
import { useCurrentRow } from '../../parts/current'
import { ErrorBlock } from '../../parts/ErrorBlock'
import { useSession } from '../../shell/session'
import { useNow } from '../../shell/StatusBar'
import { age } from '../../words/format'
import { useWords } from '../../words/words'
import { useCenterDecisions, useOfficeDecisions } from './decisions'

export default function Decisions() {
  const { site } = useSession()
  return site.kind === 'center' ? <AtCenter /> : <AtOffice />
}
const AtCenter = () => <List {...useCenterDecisions()} />
const AtOffice = () => <List {...useOfficeDecisions()} />

function List({ rows, failures }: ReturnType<typeof useCenterDecisions>) {
  const t = useWords()
  const [, go] = useLocation()
  const now = useNow(60000)
  const [current, focus] = useCurrentRow(rows, (row) => row.key)
  return (
    <Act heading={t('pengawasan.judul')} about={rows?.length ? t('pengawasan.banyak', { n: rows.length }) : ''}
      primary={current && { words: t('pengawasan.buka_' + current.kind), run: () => go(current.path) }}>
      {failures.map((failure) => <ErrorBlock key={failure.message} failure={failure} />)}
      <ActList label={t('pengawasan.judul')} rows={rows} id={(row) => row.key} open={(row) => go(row.path)} onFocusRow={focus} text={(row) => `${row.about} ${t('pengawasan.jenis_' + row.kind)}`}
        empty={t('pengawasan.kosong')}
        columns={[
          { words: t('pengawasan.keputusan'), cell: (row) => `${row.urgent ? '■' : '▲'} ${t('pengawasan.jenis_' + row.kind)}`, width: '34%' },
          { words: t('pengawasan.tentang'), cell: (row) => row.about },
          { words: t('pengawasan.menunggu'), cell: (row) => (row.since ? age(now - Date.parse(row.since)) : '–'), width: '130px' },
        ]} />
    </Act>
  )
}
