// One text field for a NIK: typed, pasted or scanned; sixteen digits go on by themselves.
import { TextInput } from '@mantine/core'
import { useState, type KeyboardEvent } from 'react'
import { digitsOf } from '../../words/format'
import { useWords } from '../../words/words'

interface Props {
  label: string
  onNik: (nik: string) => void
  /** Anything else, with Enter. */
  onText?: (text: string) => void
  onKeyDown?: (event: KeyboardEvent) => void
  onChange?: (text: string) => void
}

/** Sixteen digits, with or without spaces or points between them. */
export const nikOf = (text: string) => (/^[\d\s.\u200b-\u200f\ufeff-]+$/.test(text) && digitsOf(text).length === 16 ? digitsOf(text) : null)

export function NikField({ label, onNik, onText, onKeyDown, onChange }: Props) {
  const t = useWords()
  const [text, setText] = useState('')
  const digits = /^[\d\s.-]+$/.test(text) ? digitsOf(text).length : 0
  return (
    <TextInput label={label} value={text} autoFocus autoComplete="off" spellCheck={false} size="md" className="nik-field" inputMode={onText ? 'text' : 'numeric'}
      description={digits > 0 ? t('permohonan.angka', { n: digits }) : undefined} inputWrapperOrder={['label', 'input', 'description']}
      onChange={(e) => {
        const typed = e.currentTarget.value
        setText(typed)
        onChange?.(typed)
        const nik = nikOf(typed)
        if (nik) onNik(nik)
      }}
      onKeyDown={(e) => {
        if (e.key === 'Enter' && text.trim() && onText) {
          e.preventDefault()
          onText(text.trim())
        } else onKeyDown?.(e)
      }} />
  )
}
