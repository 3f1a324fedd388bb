import { useCallback, useMemo, useRef } from 'react'
import { useSearchParams } from 'react-router'
import type { Query } from '../api/send'
import type { RegisterSpec } from './spec'

/** Rows asked for at a time. */
export const pageSize = 50

/** The view of a register as its address says it: filters, sort, place, the record opened. */
export interface View {
  filters: Record<string, string>
  sort: string
  after: string
  open: string
  /** The question to the list, without its place: also what an export asks. */
  question: Query
  setFilter: (name: string, value: string) => void
  clearFilters: () => void
  setSort: (sort: string) => void
  setOpen: (id: string) => void
  /** Goes on to the page after a cursor, and back. */
  next: (cursor: string) => void
  back: () => void
  /** Number of the page, from 1; 0 when the address was entered in the middle. */
  page: number
}

/** Reads the view from the address and writes it there, so that a link reproduces it. */
export function useView(spec: RegisterSpec): View {
  const [params, setParams] = useSearchParams()
  const trail = useRef<{ cursors: string[]; known: boolean }>({ cursors: [], known: true })
  const after = params.get('cursor') ?? ''
  const filters = useMemo(() => {
    const out: Record<string, string> = {}
    for (const filter of spec.filters ?? []) {
      const value = params.get(filter.name) ?? filter.initial ?? ''
      if (value) out[filter.name] = value
    }
    return out
  }, [params, spec])
  const sort = params.get('sort') ?? spec.sort ?? ''

  const write = useCallback(
    (changes: Record<string, string | undefined>, push = false) =>
      setParams(
        (old) => {
          const now = new URLSearchParams(old)
          for (const [name, value] of Object.entries(changes)) {
            if (value === undefined) now.delete(name)
            else now.set(name, value)
          }
          return now
        },
        { replace: !push },
      ),
    [setParams],
  )
  const fresh = (changes: Record<string, string | undefined>) => {
    trail.current = { cursors: [], known: true }
    write({ ...changes, cursor: undefined })
  }
  const initialOf = (name: string) => spec.filters?.find((filter) => filter.name === name)?.initial

  // Entered by a link in the middle of a list: how many rows come before is not known.
  if (after === '') trail.current = { cursors: [], known: true }
  else if (!trail.current.cursors.includes(after)) trail.current = { cursors: [after], known: false }
  const { cursors, known } = trail.current
  const place = cursors.indexOf(after)
  return {
    filters, sort, after,
    open: params.get('open') ?? '',
    question: { ...filters, sort },
    // A filter with an initial value is emptied by saying so in the address.
    setFilter: (name, value) => fresh({ [name]: value || (initialOf(name) ? '' : undefined) }),
    clearFilters: () => fresh(Object.fromEntries((spec.filters ?? []).map((f) => [f.name, f.initial ? '' : undefined]))),
    setSort: (to) => fresh({ sort: to || undefined }),
    setOpen: (id) => write({ open: id || undefined }, id !== ''),
    next: (cursor) => {
      trail.current = { cursors: [...cursors.slice(0, place + 1), cursor], known }
      write({ cursor: cursor })
    },
    back: () => write({ cursor: place > 0 ? cursors[place - 1] : undefined }),
    page: after === '' ? 1 : known ? place + 2 : 0,
  }
}
