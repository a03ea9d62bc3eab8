// One way to bind keys, so that every button can show its key and every panel can take it over (screens.md 2.2).
import { useEffect, useLayoutEffect, useRef } from 'react'

/** "Enter", "F8", "Alt+P", "ArrowDown", "s". */
export type Key = string
type Doing = (event: KeyboardEvent) => void
/** Whose key it is where two want it: a panel's before its page's, a page's before what is there on every page. */
export type Layer = 'everywhere' | 'page' | 'panel'
const heights: Record<Layer, number> = { everywhere: 0, page: 1, panel: 2 }
interface Binding { key: Key; doing: Doing; layer: Layer }

/** The lowest layer first; within a layer the newest has the key. */
const bindings: Binding[] = []

export function keyOf(event: KeyboardEvent): Key {
  const name = event.key.length === 1 ? (event.altKey ? event.code.replace(/^Key|^Digit/, '').toUpperCase() : event.key) : event.key
  return (event.ctrlKey ? 'Ctrl+' : '') + (event.altKey ? 'Alt+' : '') + name
}

const inText = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) &&
  !/^(checkbox|radio|button|range)$/.test((target as HTMLInputElement).type ?? '')

/** Keys that a focused control uses itself. */
function belongsToControl(event: KeyboardEvent, key: Key): boolean {
  const target = event.target as HTMLElement | null
  if (!target || !(target instanceof HTMLElement)) return false
  if (key === 'Enter') return target.tagName === 'TEXTAREA' || target.tagName === 'BUTTON' || target.tagName === 'A' || target.getAttribute('aria-expanded') === 'true' || target.closest('form[data-submits]') !== null
  if (key === ' ') return inText(target) || /^(BUTTON|A)$/.test(target.tagName) || /^(checkbox|radio)$/.test((target as HTMLInputElement).type ?? '')
  if (key.startsWith('Arrow') || key === 'Home' || key === 'End') return inText(target) || (target as HTMLInputElement).type === 'radio'
  return key.length === 1 && inText(target)
}

/** What is typed, or scanned, before the page stands; only text and its Enter: nobody acts on a page not yet seen. */
let early = ''
let opening = 0
function keepEarly(event: KeyboardEvent): boolean {
  if (opening === 0 || event.ctrlKey || event.altKey || event.metaKey || inText(event.target)) return false
  if (event.key.length === 1) early += event.key
  else if (event.key === 'Enter' && early !== '') early += '\n'
  else return false
  event.preventDefault()
  return true
}
/** The page stands: its first field takes what came early, as if it were typed now. */
function giveEarly() {
  if (opening > 0) return
  const keys = early
  early = ''
  for (const key of keys) {
    const field = document.activeElement
    if (!(field instanceof HTMLInputElement) || !inText(field)) return
    const pressed = new KeyboardEvent('keydown', { key: key === '\n' ? 'Enter' : key, bubbles: true, cancelable: true })
    if (field.dispatchEvent(pressed) && key !== '\n') document.execCommand('insertText', false, key)
  }
}
/** While the component is shown a page is being opened. */
export function useEarlyKeys() {
  useLayoutEffect(() => {
    opening += 1
    return () => {
      // Whoever is typing into the search of the header goes on there: the page does not take the focus away.
      const at = document.activeElement
      if (inText(at)) queueMicrotask(() => { if (at instanceof HTMLElement && at.isConnected) at.focus() })
    }
  }, [])
  // After the page that comes in its place has its focus and its keys.
  useEffect(() => () => { opening -= 1; queueMicrotask(giveEarly) }, [])
}

window.addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.isComposing || keepEarly(event)) return
  const key = keyOf(event)
  for (let i = bindings.length - 1; i >= 0; --i) {
    const binding = bindings[i] as Binding
    if (binding.key !== key) continue
    if (belongsToControl(event, key)) return
    event.preventDefault()
    binding.doing(event)
    return
  }
  // F1 and F7 mean something to the browser that an officer never wants here.
  if (key === 'F1' || key === 'F7') event.preventDefault()
})

/** Binds keys while the component is shown. A value that is undefined leaves the key to whoever had it. */
export function useKeys(keys: Record<Key, Doing | undefined | false>, layer: Layer = 'page') {
  const latest = useRef(keys)
  latest.current = keys
  const names = Object.keys(keys).filter((key) => keys[key]).join(' ')
  // Before it is painted: what can be seen can be pressed.
  useLayoutEffect(() => {
    const mine = names
      .split(' ')
      .filter(Boolean)
      .map((word) => {
        const key = word === 'Space' ? ' ' : word
        return { key, layer, doing: (event: KeyboardEvent) => { const doing = latest.current[word]; if (doing) doing(event) } }
      })
    bindings.push(...mine)
    bindings.sort((a, b) => heights[a.layer] - heights[b.layer])
    return () => {
      for (const one of mine) bindings.splice(bindings.indexOf(one), 1)
    }
  }, [names, layer])
}

/** As a button shows it: "Alt+P", "Enter", "Spasi". */
export const keyWords = (key: Key) => ({ Space: 'Spasi', Escape: 'Esc', ArrowDown: '↓', ArrowUp: '↑', 'Ctrl+Enter': 'Ctrl+Enter' })[key] ?? key
