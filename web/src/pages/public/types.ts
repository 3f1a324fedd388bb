import type { components } from '../../api/schema'

/** Shapes of what everybody may see, as openapi.json says them. */
export type PublicBoard = components['schemas']['PublicBoard']
export type PublicGroup = components['schemas']['PublicGroup']
export type PublicRow = components['schemas']['PublicRow']
export type Display = components['schemas']['Display']

/** Paths that need no login. */
export const publicPaths = {
  boards: (zone: string) => `/public/zones/${encodeURIComponent(zone)}/boards`,
  board: (zone: string, id: string) => `/public/zones/${encodeURIComponent(zone)}/boards/${id}`,
  display: (zone: string) => `/zones/${encodeURIComponent(zone)}/display`,
}
