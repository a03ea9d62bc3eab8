// The shelf that cards were put on last at this desk (L-07): the next bag goes there as well unless one says otherwise.
const name = 'ktpel.shelf'
export const lastShelf = {
  get: () => localStorage.getItem(name) ?? '',
  keep: (shelf: string) => localStorage.setItem(name, shelf),
}
