import { useState } from 'react'

/** The row that a list's primary action is about: the one in focus, else the first. For ActList's onFocusRow. */
export function useCurrentRow<T>(rows: T[] | undefined, id: (row: T) => string): [T | undefined, (row: T) => void] {
  const [key, setKey] = useState<string | null>(null)
  return [rows?.find((row) => id(row) === key) ?? rows?.[0], (row) => setKey(id(row))]
}
