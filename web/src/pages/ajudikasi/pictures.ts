// Pictures of open recordings: fetched once, kept while somebody looks, let go with the page.
import { get, getFile, post } from '../../api/client'
import type { Match } from './contest'

const kept = new Map<string, Promise<ImageBitmap>>()
const matches = new Map<string, Promise<Match>>()

export function picture(path: string): Promise<ImageBitmap> {
  let there = kept.get(path)
  if (!there) {
    there = getFile(path).then((blob) => createImageBitmap(blob))
    kept.set(path, there)
    there.catch(() => kept.delete(path))
  }
  return there
}
export function match(path: string): Promise<Match> {
  let there = matches.get(path)
  if (!there) {
    there = get<Match>(path)
    matches.set(path, there)
    there.catch(() => matches.delete(path))
  }
  return there
}

/** Fetches what will be looked at next, one after the other, so that it never stands in the way of what is looked at now. */
export async function fetchAhead(paths: string[], still: () => boolean) {
  for (const path of paths) {
    if (!still()) return
    await picture(path).catch(() => undefined)
  }
}

const asked = new Set<string>()
/** The center makes ready what is seen first in a case: nothing of it comes here, and no look is written down. */
export function makeReady(contest: string) {
  if (asked.has(contest)) return
  asked.add(contest)
  void post(`/api/contests/${encodeURIComponent(contest)}/preparation`, {}).catch(() => asked.delete(contest))
  // The center lets go after five minutes.
  setTimeout(() => asked.delete(contest), 4 * 60_000)
}

/** Nothing of a recording outlives the case that it belongs to. */
export function letGo(contest: string) {
  const of = `/api/contests/${encodeURIComponent(contest)}/`
  for (const [path, there] of kept) {
    if (!path.startsWith(of)) continue
    kept.delete(path)
    void there.then((bitmap) => bitmap.close()).catch(() => undefined)
  }
  for (const path of matches.keys()) if (path.startsWith(of)) matches.delete(path)
}
