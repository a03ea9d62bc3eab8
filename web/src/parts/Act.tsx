// One act, one page: heading with clause and time, the page, and one big primary action (screens.md 1.1, 1.2).
import { Button, Menu } from '@mantine/core'
import { useEffect, useRef, type ReactNode } from 'react'
import type { Failure } from '../api/client'
import { useWords } from '../words/words'
import { useKeys, keyWords, type Key } from '../shell/keys'
import { ErrorBlock } from './ErrorBlock'
import { SopClock } from './SopClock'

/** `key` of the primary action is a second key beside Enter: F8 where a device does the work. */
export interface Step {
  key?: Key
  words: string
  run: () => void
  disabled?: boolean
  busy?: boolean
  /** Stands in the menu "others" where a row of buttons has no room for all; its key works all the same. */
  rare?: boolean
}

export interface ActProps {
  /** The SOP's step, as in screens.md 3. */
  heading: string
  /** "I.2, 1c". */
  clause?: string
  /** Whom it is about: queue number and name, the NIK's tail. */
  about?: ReactNode
  /** When the SOP's clock began (ms), and its limit. */
  began?: number | null
  limitMs?: number
  /** The one big action; Enter does it. */
  primary?: Step
  /** The others, each with its key. */
  others?: Step[]
  /** Esc: one step back. */
  back?: () => void
  failure?: Failure | null
  /** "{Tindakan} selesai. {Nomor}. Berikutnya: {langkah}." */
  success?: ReactNode
  children: ReactNode
}

export function Act({ heading, clause, about, began, limitMs, primary, others = [], back, failure, success, children }: ActProps) {
  const t = useWords()
  const title = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${heading} · ktpel`
    // Unless the page put the focus into its first field, a reader begins at the heading.
    if (document.activeElement === document.body) title.current?.focus()
  }, [heading])
  const page = useReachable()
  const rare = others.filter((one) => one.rare)
  const ready = primary && !primary.disabled && !primary.busy
  useKeys({
    Enter: ready && primary.run,
    'Ctrl+Enter': ready && primary.run,
    Escape: back,
    ...(ready && primary.key ? { [primary.key]: primary.run } : {}),
    ...Object.fromEntries(others.filter((one) => one.key && !one.disabled).map((one) => [one.key, one.run])),
  })
  return (
    <>
      <div className="act">
        <h1 ref={title} tabIndex={-1}>{heading}{clause && <span className="clause"> {clause}</span>}</h1>
        <div className="about">{about}</div>
        {limitMs !== undefined && began != null && <SopClock began={began} limitMs={limitMs} />}
      </div>
      <main ref={page} className="main">
        {failure && <ErrorBlock failure={failure} />}
        {success && <div className="success" role="status">{success}</div>}
        {children}
      </main>
      <div className="actions">
        {back && <Button variant="default" onClick={back}><kbd>Esc</kbd> {t('kerangka.kembali')}</Button>}
        {others.filter((one) => !one.rare).map((one) => (
          <Button key={one.words} variant="default" onClick={one.run} disabled={one.disabled} loading={one.busy}>
            {one.key && <kbd>{keyWords(one.key)}</kbd>} {one.words}
          </Button>
        ))}
        {rare.length > 0 && (
          <Menu position="top-start" withArrow>
            <Menu.Target><Button variant="default">{t('kerangka.lainnya')} ▴</Button></Menu.Target>
            <Menu.Dropdown>
              {rare.map((one) => <Menu.Item key={one.words} onClick={one.run} disabled={one.disabled || one.busy}>{one.key && <kbd>{keyWords(one.key)}</kbd>} {one.words}</Menu.Item>)}
            </Menu.Dropdown>
          </Menu>
        )}
        <span className="space" />
        {primary && (
          <Button size="lg" className="primary" onClick={primary.run} disabled={primary.disabled} loading={primary.busy}>
            <kbd>Enter</kbd> {primary.key && <kbd>{keyWords(primary.key)}</kbd>}{primary.words} ▸
          </Button>
        )}
      </div>
    </>
  )
}

/** A page that is longer than the screen is scrolled by keys: if nothing in it can have the focus, it has it itself. */
function useReachable() {
  const page = useRef<HTMLElement>(null)
  useEffect(() => {
    const main = page.current
    if (!main) return
    const reachable = main.scrollHeight <= main.clientHeight || main.querySelector('a[href], button:enabled, input:enabled, select:enabled, textarea:enabled, [tabindex="0"]') !== null
    if (reachable) main.removeAttribute('tabindex')
    else main.tabIndex = 0
  })
  return page
}
