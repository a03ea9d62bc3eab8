// Which cards are made one after the other. Kept by the office, so that a power cut costs at most the card in hand.

export const batchDraft = 'personalisasi'
export interface Batch {
  /** Applications, in the order of printing. */
  numbers: string[]
  /** Why older ones wait; empty if none does. */
  reason: string
}
export const noBatch: Batch = { numbers: [], reason: '' }

/** Why a card may be made before an older one: the words stand in locale personalisasi.alasan_*. */
export const reasons = ['urgent', 'counter', 'repair', 'elderly'] as const
