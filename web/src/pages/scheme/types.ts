import type { components } from '../../api/schema'
import type { RegisterSpec } from '../../register/spec'

type Schemas = components['schemas']
export type Version = Schemas['SchemeVersion']
export type SchemePage = Schemas['SchemePage']
export type Section = Schemas['SchemeSection']
export type Param = Schemas['SchemeParam']
export type Change = Schemas['SchemeChange']
export type Diff = Schemas['SchemeDiff']
export type Report = Schemas['SchemeReport']

/** Paths of schemes under the zone. */
export const schemePaths = {
  all: 'schemes',
  one: (id: string) => `schemes/${id || 'current'}`,
  text: (id: string) => `schemes/${id}/text`,
  diff: (id: string) => `schemes/${id}/diff`,
  check: 'schemes/actions/check',
  draft: 'schemes/actions/draft',
}

/** How the acts on a version are given. */
export const versionActs: RegisterSpec<Version> = {
  name: 'scheme', words: 'scheme', title: 'title', path: schemePaths.all, columns: [],
  acts: {
    activate: { adverse: true, primary: true, consequence: 'consequences.activate' },
    withdraw: { adverse: true, consequence: 'consequences.withdraw' },
    edit: { go: (version) => `scheme/propose?draft=${version.id}` },
    propose: { go: (version) => `scheme/propose?draft=${version.id}`, primary: true },
  },
}

/** Colour of a standing's tag; the words say the same. */
export const standingColour: Partial<Record<Version['standing'], string>> = { in_force: 'blue', planned: 'processing', lapsed: 'warning' }
