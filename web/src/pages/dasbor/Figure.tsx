// One part of the dashboard: its sentence, its chart, and the table that the chart is drawn from.
import { Button } from '@mantine/core'
import { lazy, Suspense, type ReactNode } from 'react'
import { whole } from '../../parts/whole'
import { useWords } from '../../words/words'
import type { Drawn } from './Chart'

const Chart = lazy(() => import('./Chart'))

export interface Cell { text: ReactNode; numeric?: boolean }
interface Props {
  title: string
  note?: ReactNode
  columns: { words: string; numeric?: boolean }[]
  rows: { key: string; cells: ReactNode[] }[]
  chart?: Drawn
  charts: boolean
  /** A file of the center, or rows to write into one. */
  csv?: string | (() => string)
  file?: string
  empty: string
}

export function Figure({ title, note, columns, rows, chart, charts, csv, file, empty }: Props) {
  const t = useWords()
  const save = () => {
    if (typeof csv !== 'function') return
    const link = document.createElement('a')
    link.href = URL.createObjectURL(new Blob([csv()], { type: 'text/csv' }))
    link.download = file ?? 'dasbor.csv'
    link.click()
    URL.revokeObjectURL(link.href)
  }
  return (
    <section className="figure" aria-label={title}>
      <div className="row">
        <h2>{title}</h2>
        <span className="grow" />
        {typeof csv === 'string' && <Button component="a" size="compact-sm" variant="default" href={csv} download>{t('dasbor.csv')}</Button>}
        {typeof csv === 'function' && <Button size="compact-sm" variant="default" onClick={save}>{t('dasbor.csv')}</Button>}
      </div>
      {note && <p className="hint">{note}</p>}
      {rows.length === 0 ? <p className="empty">{empty}</p> : (
        <div className={charts && chart ? 'figure-parts' : ''}>
          {charts && chart && <Suspense fallback={<div className="chart-place" />}><Chart {...chart} /></Suspense>}
          <table className="plain" aria-label={title}>
            <thead><tr>{columns.map((column) => <th key={column.words} className={column.numeric ? 'numeric' : ''}>{column.words}</th>)}</tr></thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.key}>{row.cells.map((cell, i) => <td key={i} className={columns[i]?.numeric ? 'numeric' : ''}>{whole(cell)}</td>)}</tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}

/** A line of CSV; nothing that a spreadsheet would take for a formula. */
export const csvLine = (fields: (string | number | null)[]) =>
  fields.map((field) => (typeof field === 'number' ? String(field) : field === null ? '' : `"${(/^[=+\-@\t\r]/.test(field) ? `'${field}` : field).replace(/"/g, '""')}"`)).join(',') + '\r\n'
