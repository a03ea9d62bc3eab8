// Two versions of the same data side by side: ● the same, ▲ different, in every row.
import { useWords } from '../words/words'

export interface DiffRow { label: string; left: string; right: string }
export function DiffTable({ rows, left, right, label }: { rows: DiffRow[]; left: string; right: string; label: string }) {
  const t = useWords()
  return (
    <table className="diff" aria-label={label}>
      <thead><tr><th>{t('beda.data')}</th><th>{left}</th><th>{right}</th><th>{t('beda.sama')}</th></tr></thead>
      <tbody>
        {rows.map((row) => {
          const same = row.left === row.right
          return (
            <tr key={row.label} data-same={same}>
              <th scope="row">{row.label}</th><td>{row.left || '–'}</td><td>{row.right || '–'}</td>
              <td>{same ? '●' : '▲'} <span className="hidden">{t(same ? 'beda.sama' : 'beda.beda')}</span></td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
