import type { components } from '../../api/schema'

type Shapes = components['schemas']

/** Shapes of the red and yellow board as openapi.json says them. */
export type Board = Shapes['RedBoard']
export type BoardItem = Shapes['BoardItem']
export type BoardPart = Shapes['BoardPart']
export type Objection = Shapes['BoardObjection']
export type Correction = Shapes['BoardCorrection']
export type Change = Shapes['BoardChange']
export type Why = Shapes['WhyAnswer']
export type WhyLine = Shapes['WhyLine']
export type Fact = Shapes['WhyFact']
export type Rectification = Shapes['Rectification']
export type Sheet = Shapes['PersonSheet']
export type PastResult = Shapes['PastResult']
export type WorkHistory = Shapes['WorkHistory']
export type Trial = Shapes['Trial']
export type Words = Shapes['Words']
export type Colour = BoardItem['final']

/** Paths of boards under the zone. */
export const boardPaths = {
  all: 'boards',
  one: (id: string) => `boards/${id}`,
  act: (id: string, action: string) => `boards/${id}/actions/${action}`,
  item: (id: string, item: string, action: string) => `boards/${id}/items/${item}/actions/${action}`,
  why: (id: string, item: string) => `boards/${id}/items/${item}/why`,
  objections: (id: string) => `boards/${id}/objections`,
  corrections: (id: string) => `boards/${id}/corrections`,
  objection: (id: string, action: string) => `board-objections/${id}/actions/${action}`,
  correction: (id: string) => `board-corrections/${id}/actions/decide`,
  whatIf: (id: string) => `boards/${id}/what-if`,
  export: (id: string) => `boards/${id}/export`,
  poster: (id: string) => `boards/${id}/poster`,
  notice: (id: string) => `boards/${id}/notice`,
  rectifications: 'rectifications',
  history: (work: string) => `works/${work}/board-history`,
  sheet: (person: string) => `people/${person}/sheet`,
}

/** What changes with a board. */
export const boardRefresh = ['boards', 'rectifications', 'people', 'works', 'history']

/** A sentence in the language shown. */
export const say = (words: Words | undefined, language: string) => (words ? (language.startsWith('en') && words.en) || words.zh : '')
