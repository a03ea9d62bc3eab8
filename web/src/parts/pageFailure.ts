import { Failure } from '../api/client'

/** Something that the page itself finds wanting, told like the program's own failures. */
export const pageFailure = (code: number, message: string) => new Failure(400, { code, name: '', cause: '', action: '', about: '', message })
