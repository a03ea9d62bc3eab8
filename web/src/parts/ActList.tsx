// The one list of a role: rows that ↑↓ move through and Enter starts (screens.md 2.3).
import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import { TextInput } from '@mantine/core'
import { useKeys } from '../shell/keys'
import { useWords } from '../words/words'
import { whole } from './whole'

export interface Column<T> { words: string; cell: (row: T) => ReactNode; width?: string; numeric?: boolean }

interface Props<T> {
  /** What the list is, for readers. */
  label: string
  rows: T[] | undefined
  /** Identity of a row: new ones never move the row in focus. */
  id: (row: T) => string
  columns: Column<T>[]
  /** Enter or a click. */
  open?: (row: T) => void
  /** Space; picked rows. */
  picked?: Set<string>
  pick?: (row: T) => void
  /** Text that "/" filters in. */
  text?: (row: T) => string
  /** Says why there is nothing, and what to do. */
  empty: ReactNode
  failure?: ReactNode
  onFocusRow?: (row: T) => void
}

export function ActList<T>({ label, rows, id, columns, open, picked, pick, text, empty, failure, onFocusRow }: Props<T>) {
  const t = useWords()
  const [current, setCurrent] = useState<string | null>(null)
  const [filter, setFilter] = useState('')
  const [slow, setSlow] = useState(0)
  const table = useRef<HTMLTableElement>(null)
  const field = useRef<HTMLInputElement>(null)
  const known = useRef<Set<string> | null>(null)
  const [fresh, setFresh] = useState(0)

  const shown = useMemo(
    () => (rows ?? []).filter((row) => !filter || (text?.(row) ?? '').toLowerCase().includes(filter.toLowerCase())),
    [rows, filter, text],
  )
  useEffect(() => {
    if (!rows) return
    const ids = new Set(rows.map(id))
    const before = known.current
    if (before) setFresh([...ids].filter((one) => !before.has(one)).length)
    known.current = ids
  }, [rows, id])
  useEffect(() => {
    if (rows) return setSlow(0)
    const first = setTimeout(() => setSlow(1), 300), second = setTimeout(() => setSlow(2), 2000)
    return () => { clearTimeout(first); clearTimeout(second) }
  }, [rows])

  const at = Math.max(0, shown.findIndex((row) => id(row) === current))
  const focus = (n: number) => {
    const row = shown[Math.min(Math.max(n, 0), shown.length - 1)]
    if (!row) return
    setCurrent(id(row))
    onFocusRow?.(row)
    requestAnimationFrame(() => table.current?.querySelector<HTMLElement>('tr[aria-current="true"]')?.focus())
  }
  const row = shown[at]
  useKeys({
    ArrowDown: shown.length > 0 && (() => focus(current === null ? 0 : at + 1)),
    ArrowUp: shown.length > 0 && (() => focus(at - 1)),
    Home: shown.length > 0 && (() => focus(0)),
    End: shown.length > 0 && (() => focus(shown.length - 1)),
    '/': text && (() => field.current?.focus()),
    Space: pick && row && (() => pick(row)),
    Enter: open && row && (() => open(row)),
  })

  if (failure) return <>{failure}</>
  if (!rows) return slow === 0 ? null : <div className="skeleton" role="status">{slow > 1 ? t('daftar.memuat') : ''}<i /><i /><i /></div>
  return (
    <div className="act-list">
      {text && rows.length > 0 && (
        <div className="filter">
          <TextInput ref={field} size="xs" value={filter} onChange={(e) => setFilter(e.currentTarget.value)} placeholder={t('daftar.saring')} aria-label={t('daftar.saring')}
            onKeyDown={(e) => { if (e.key === 'Escape') { setFilter(''); e.currentTarget.blur(); e.stopPropagation() } }} rightSection={<kbd>/</kbd>} />
          <span role="status" className="fresh">{fresh > 0 ? t('daftar.baru', { n: fresh }) : ''}</span>
        </div>
      )}
      {shown.length === 0 ? <div className="empty">{filter ? t('daftar.tidak_cocok') : empty}</div> : (
        <table ref={table} aria-label={label}>
          <thead><tr>{pick && <th className="narrow"><span className="hidden">{t('daftar.pilih')}</span></th>}{columns.map((c) => <th key={c.words} style={{ width: c.width }} className={c.numeric ? 'numeric' : ''}>{c.words}</th>)}</tr></thead>
          <tbody>
            {shown.map((one, i) => {
              const key = id(one)
              const here = current !== null && i === at
              return (
                <tr key={key} tabIndex={here || (current === null && i === 0) ? 0 : -1} aria-current={here} className={open ? 'opens' : ''}
                  onFocus={() => { if (current !== key) { setCurrent(key); onFocusRow?.(one) } }} onClick={() => (open ? open(one) : pick?.(one))}>
                  {pick && (
                    <td className="narrow"><input type="checkbox" tabIndex={-1} checked={picked?.has(key) ?? false} aria-label={t('daftar.pilih')}
                      onClick={(e) => e.stopPropagation()} onChange={() => pick(one)} /></td>
                  )}
                  {columns.map((c) => <td key={c.words} className={c.numeric ? 'numeric' : ''}>{whole(c.cell(one))}</td>)}
                </tr>
              )
            })}
          </tbody>
        </table>
      )}
    </div>
  )
}
