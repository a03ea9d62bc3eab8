// An error says what happened, what to do, and its code (screens.md 1.10). It takes the focus and keeps the input.
import { useEffect, useRef } from 'react'
import type { Failure } from '../api/client'
import { useWords, type Words } from '../words/words'

/** "0002": as it is spoken of on the telephone. */
export const codeWords = (code: number) => String(code).padStart(4, '0')

/** What happened and what to do. */
export function wordsOf(failure: Failure, t: Words): { text: string; code: string } {
  if (failure.told) return { text: failure.told.message.replace(/\s*\(\d+\)\.?$/, ''), code: codeWords(failure.told.code) }
  if (failure.field) return { text: t('galat.isian', { isian: failure.field }), code: '0011' }
  if (failure.status === 0) return { text: t('galat.0001'), code: '0001' }
  if (failure.status === 403) return { text: t('galat.0004'), code: '0004' }
  return { text: t('galat.0010', { id: String(failure.status) }), code: '0010' }
}

export function ErrorBlock({ failure }: { failure: Failure }) {
  const t = useWords()
  const block = useRef<HTMLDivElement>(null)
  useEffect(() => block.current?.focus(), [failure])
  const { text, code } = wordsOf(failure, t)
  return (
    <div className="error" role="alert" tabIndex={-1} ref={block} data-code={code}>
      <span aria-hidden>■</span> {text} <span className="code">({code})</span>
    </div>
  )
}
