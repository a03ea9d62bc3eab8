// What belongs together stays on one line of a list: a day with its time, an amount with its unit, the number of a thing.
// Other words wrap where they have a space.
import { Children, cloneElement, Fragment, isValidElement, type ReactNode } from 'react'

const together = new RegExp([
  '\\d{2}-\\d{2}-\\d{4}(?: \\d{2}\\.\\d{2}(?:\\.\\d{2})?)?(?: WI(?:B|TA|T)\\b)?',
  '\\d{2}\\.\\d{2} WI(?:B|TA|T)\\b',
  '\\d{6} \\d{6} \\d{4}',
  '(?:< )?[\\d.,]+ (?:mnt|menit|jam|hari|detik|kartu|keping|min|h|days?|hours?|minutes?|cards?|blanks?|kB|MB|B|%)(?![\\p{L}\\p{N}])',
  '…\\d{4}',
  '[\\p{L}\\p{N}.]+(?:-[\\p{L}\\p{N}.]+)*-[\\p{L}.]*\\d[\\p{L}\\p{N}.-]*',
].join('|'), 'gu')
/** An account's name, a site: one word, however it is hyphened. */
const oneWord = /^\S{1,32}$/

function parts(text: string): ReactNode {
  if (oneWord.test(text)) return text.includes('-') ? <span className="whole">{text}</span> : text
  const found = [...text.matchAll(together)]
  if (found.length === 0) return text
  const pieces: ReactNode[] = []
  let at = 0
  for (const one of found) {
    pieces.push(text.slice(at, one.index), <span key={one.index} className="whole">{one[0]}</span>)
    at = one.index + one[0].length
  }
  return <>{pieces}{text.slice(at)}</>
}

/** The same, with its days, amounts and numbers kept whole. */
export function whole(node: ReactNode): ReactNode {
  if (typeof node === 'string') return parts(node)
  if (Array.isArray(node)) return Children.map(node, whole)
  if (isValidElement<{ children?: ReactNode }>(node) && (typeof node.type === 'string' || node.type === Fragment) && node.props.children !== undefined && node.props.children !== null)
    return cloneElement(node, {}, whole(node.props.children))
  return node
}
