// Lists of applications that have to be seen whole: what is ready to print, what is ready to be sent.
import { useQuery, type UseQueryResult } from '@tanstack/react-query'
import { get, query, type Failure } from '../../api/client'
import type { ApplicationLine, Page } from '../../api/types'

/** As many pages as there are cards that two people can make in a week. */
const mostPages = 40

/** The cards that this office makes, in the states named, in the order in which they are due. */
export function useLines(state: string): UseQueryResult<ApplicationLine[], Failure> {
  return useQuery<ApplicationLine[], Failure>({
    queryKey: ['lines made here', state],
    queryFn: async () => {
      const lines: ApplicationLine[] = []
      for (let page = 1; page <= mostPages; ++page) {
        const told = await get<Page<ApplicationLine>>(query('/api/applications', { state, made_here: 'true', page }))
        lines.push(...told.items)
        if (!told.more) break
      }
      return lines
    },
    retry: (count, failure) => failure.status === 0 && count < 2,
  })
}
