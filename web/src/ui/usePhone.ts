import { useSyncExternalStore } from 'react'

const narrow = '(max-width: 767px)'

/** Whether the screen is a phone's; layouts change, nothing is hidden. */
export function usePhone(): boolean {
  return useSyncExternalStore(
    (changed) => {
      const query = matchMedia(narrow)
      query.addEventListener('change', changed)
      return () => query.removeEventListener('change', changed)
    },
    () => matchMedia(narrow).matches,
  )
}
