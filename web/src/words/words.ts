// What people read. Sentences stand in locale/<language>/<page>.json under page.part.item, with ICU placeholders.
import { IntlMessageFormat } from 'intl-messageformat'
import { createContext, useCallback, useContext } from 'react'

export type Language = 'id' | 'en'
export type Values = Record<string, string | number | boolean | Date>

type Catalogue = Record<string, string>
const joined = (parts: Record<string, { default: Catalogue }>): Catalogue =>
  Object.assign({}, ...Object.values(parts).map((part) => part.default))

const indonesian = joined(import.meta.glob<{ default: Catalogue }>('../../locale/id/*.json', { eager: true }))
let english: Catalogue | undefined

/** Loads the English sentences; the Indonesian ones are always there. */
export async function load(language: Language): Promise<void> {
  if (language === 'en' && !english) {
    const parts = import.meta.glob<{ default: Catalogue }>('../../locale/en/*.json')
    english = Object.assign({}, ...(await Promise.all(Object.values(parts).map((part) => part()))).map((m) => m.default))
  }
}

const formats = new Map<string, IntlMessageFormat>()

/** The sentence of `key`; the key itself if there is none (a test finds those). */
export function sentence(language: Language, key: string, values?: Values): string {
  const text = (language === 'en' ? english?.[key] : undefined) ?? indonesian[key]
  if (text === undefined) return key
  if (!values && !text.includes('{')) return text
  const known = language + ' ' + key
  let format = formats.get(known)
  if (!format) formats.set(known, (format = new IntlMessageFormat(text, language)))
  return String(format.format(values))
}

export const LanguageContext = createContext<Language>('id')
export const useLanguage = () => useContext(LanguageContext)

/** `const t = useWords()`; `t('loket.kosong')`. */
export function useWords() {
  const language = useLanguage()
  // The same function as long as the language is: effects may rest on it.
  return useCallback((key: string, values?: Values) => sentence(language, key, values), [language])
}
export type Words = ReturnType<typeof useWords>
