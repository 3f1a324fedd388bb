import type { ReactNode } from 'react'
import { DateText } from './DateText'

interface Props {
  title: string
  /** Number of the document, e.g. 经开发〔2020〕12 号. */
  number?: string
  /** Body, in paragraphs. */
  children: ReactNode
  /** Who signs: the seal's place. */
  by: string
  /** Day of the document. */
  day: string
}

/** A notice or decision laid out as official papers are (GB/T 9704): title, number, body, seal place, date. */
export function Paper({ title, number, children, by, day }: Props) {
  return (
    <article className="jk-paper">
      <h1>{title}</h1>
      {number && <p className="jk-paper-number">{number}</p>}
      {children}
      <div className="jk-paper-sign">
        <div>{by}</div>
        <DateText of={day} manner="document" time={false} />
      </div>
    </article>
  )
}
