// A desk that nobody sits at locks itself (screens.md 3.1).
import { useEffect, useRef } from 'react'

const limitMs = 5 * 60_000
const signs = ['keydown', 'pointerdown', 'wheel'] as const

/** Calls `lock` once five minutes have passed without a key or a click. */
export function useIdleLock(lock: () => void) {
  const latest = useRef(lock)
  latest.current = lock
  useEffect(() => {
    let last = Date.now()
    const seen = () => void (last = Date.now())
    for (const sign of signs) window.addEventListener(sign, seen, { capture: true, passive: true })
    // By the clock, not by one long timer: a notebook that slept has been left alone as well.
    const timer = setInterval(() => { if (Date.now() - last >= limitMs) latest.current() }, 5000)
    return () => {
      clearInterval(timer)
      for (const sign of signs) window.removeEventListener(sign, seen, { capture: true })
    }
  }, [])
}
