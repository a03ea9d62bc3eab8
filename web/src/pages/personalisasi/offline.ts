import { useRead } from '../../api/use'
import type { Status } from '../../api/types'

/** When the data centre was last reached, if the line is down now; null while it is up. The office itself answers. */
export function useOffline(): { since: string | null } | null {
  const line = useRead<Status>('/api/status').data?.line
  return line?.last_failure ? { since: line.last_reached } : null
}
