// What a page asks of the office or the center. One form of success, one of failure.

/** A failure as the program tells it: cause and what to do, with its code. */
export interface Told {
  code: number
  name: string
  cause: string
  action: string
  about: string
  message: string
}

export class Failure extends Error {
  constructor(
    readonly status: number,
    readonly told: Told | null,
    /** The field of the form that cannot be, if that is what is wrong. */
    readonly field: string | null = null,
  ) {
    super(told?.message ?? field ?? String(status))
  }
  get code() {
    return this.told?.code ?? (this.status === 0 ? 1 : 10)
  }
}

let csrf = ''
export const setCsrf = (word: string) => void (csrf = word)
let onLogout: () => void = () => {}
/** Called when the session has ended, whatever page is open. */
export const whenLoggedOut = (doing: () => void) => void (onLogout = doing)
let onReach: (there: boolean) => void = () => {}
/** Called after every call: whether the program of this office answered. */
export const whenReached = (doing: (there: boolean) => void) => void (onReach = doing)

const key = () => crypto.randomUUID?.() ?? Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16)).join('')

async function send(method: string, path: string, body?: BodyInit, type?: string): Promise<Response> {
  const changes = method !== 'GET'
  const headers: Record<string, string> = {}
  if (type) headers['content-type'] = type
  // The same key on a repetition: an answer that was lost on the way does not do the act twice.
  if (changes) Object.assign(headers, { 'x-ktpel-csrf': csrf, 'idempotency-key': key() })
  let response: Response | undefined
  for (let attempt = 0; !response; ++attempt) {
    try {
      response = await fetch(path, { method, headers, body, credentials: 'same-origin' })
    } catch {
      if (attempt >= 2) {
        onReach(false)
        throw new Failure(0, null)
      }
      await new Promise((done) => setTimeout(done, 300 * (attempt + 1)))
    }
  }
  onReach(true)
  if (response.ok) return response
  const said = await response.json().catch(() => null)
  if (response.status === 401 && path !== '/api/login' && path !== '/api/me') onLogout()
  throw new Failure(response.status, typeof said?.code === 'number' ? said : null, said?.field ?? null)
}

const json = async <T>(response: Response): Promise<T> => (response.status === 204 ? (undefined as T) : await response.json())

export const get = async <T>(path: string) => json<T>(await send('GET', path))
export const post = async <T>(path: string, body: unknown = {}) => json<T>(await send('POST', path, JSON.stringify(body), 'application/json'))
export const put = async <T>(path: string, body: unknown) => json<T>(await send('PUT', path, JSON.stringify(body), 'application/json'))
export const remove = async <T>(path: string) => json<T>(await send('DELETE', path))
/** A picture or another file, sent as it is. */
export const putFile = async <T>(path: string, file: Blob) => json<T>(await send('PUT', path, file, file.type || 'application/octet-stream'))
export const postFile = async <T>(path: string, file: Blob) => json<T>(await send('POST', path, file, file.type || 'application/octet-stream'))
export const getFile = async (path: string) => (await send('GET', path)).blob()
export const postForFile = async (path: string, body: unknown = {}) => (await send('POST', path, JSON.stringify(body), 'application/json')).blob()

/** A path with a query, empty values left out. */
export function query(path: string, values: Record<string, string | number | undefined | null>): string {
  const asked = new URLSearchParams()
  for (const [name, value] of Object.entries(values)) if (value !== undefined && value !== null && value !== '') asked.set(name, String(value))
  return asked.size ? `${path}?${asked}` : path
}
