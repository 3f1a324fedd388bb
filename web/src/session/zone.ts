import { useParams } from 'react-router'
import { useCallback } from 'react'

/** Slug of the zone in the address: every page of a zone lives under /z/{slug}/. */
export function useZoneSlug(): string {
  return useParams().zone ?? ''
}

/** Address of a page in the zone now shown: link('board/months'). */
export function useZoneLink(): (path: string) => string {
  const slug = useZoneSlug()
  return useCallback((path: string) => zoneLink(slug, path), [slug])
}

/** Address of a page in a named zone. */
export const zoneLink = (slug: string, path: string) => `/z/${encodeURIComponent(slug)}/${path}`
