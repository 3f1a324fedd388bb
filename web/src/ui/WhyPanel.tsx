import { CaretDownOutlined, CaretRightOutlined } from './icons'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { pick, type Bilingual } from '../api/types'
import { useZoneLink } from '../session/zone'
import { DateText } from './DateText'

/** A fact under a number: what was measured, when, and the record it came from. */
export interface WhyFact extends Bilingual<'name'> {
  id: string
  day?: string
  value: string
  source?: string
  /** Page of the source record inside the zone. */
  link?: string
  verified_by?: string
  reversed?: boolean
}

/** One node of a derivation, from score to facts. */
export interface WhyNode extends Bilingual<'name'>, Bilingual<'words'> {
  key: string
  /** Exact value, a decimal or fraction ("70/3"). */
  exact?: string
  /** The value as rounded for showing. */
  shown: string
  weight?: string
  children?: WhyNode[]
  facts?: WhyFact[]
  notes?: string[]
}

interface Props {
  root: WhyNode
  /** Version of the scheme the number was computed with. */
  scheme?: string
  /** How many levels are open at first. */
  open?: number
}

/** "Why is this number so?": a tree from the score to the facts, each step in words, exact figures at hand. */
export function WhyPanel({ root, scheme, open = 2 }: Props) {
  const { t, i18n } = useTranslation()
  const [depth, setDepth] = useState(open)
  const sentence = pick(root, 'words', i18n.language)
  return (
    <section aria-label={t('why.title')} className="jk-why">
      {sentence && <p className="jk-why-sentence">{sentence}</p>}
      {scheme && <p className="jk-rule">{t('why.scheme', { scheme })}</p>}
      <div className="jk-row jk-no-print" style={{ marginBottom: 8 }}>
        <Button size="small" onClick={() => setDepth(99)}>{t('why.openAll')}</Button>
        <Button size="small" onClick={() => setDepth(1)}>{t('why.closeAll')}</Button>
      </div>
      <ul className="jk-plain-list" key={depth}>
        <Node node={root} level={1} open={depth} top />
      </ul>
    </section>
  )
}

function Node({ node, level, open, top }: { node: WhyNode; level: number; open: number; top?: boolean }) {
  const { t, i18n } = useTranslation()
  const under = (node.children?.length ?? 0) + (node.facts?.length ?? 0)
  const [shown, setShown] = useState(level <= open)
  const name = pick(node, 'name', i18n.language)
  const words = pick(node, 'words', i18n.language)
  return (
    <li className="jk-why-node jk-keep">
      <div className="jk-why-line">
        {under > 0 ? (
          <button type="button" className="jk-link-button" aria-expanded={shown} onClick={() => setShown(!shown)}>
            {shown ? <CaretDownOutlined /> : <CaretRightOutlined />} {name}
          </button>
        ) : (
          <span className="jk-why-leaf">{name}</span>
        )}
        {node.weight && <span className="jk-rule">{t('why.weight', { weight: node.weight })}</span>}
        <strong className="jk-why-value" title={node.exact ? t('why.exact', { exact: node.exact }) : undefined}>{node.shown}</strong>
      </div>
      {node.exact && plain(node.exact) !== plain(node.shown) && <div className="jk-rule jk-why-exact">{t('why.exact', { exact: node.exact })}</div>}
      {words && !top && <div className="jk-description">{words}</div>}
      {node.notes?.map((note) => <div key={note} className="jk-rule">{note}</div>)}
      {shown && under > 0 && (
        <ul className="jk-plain-list jk-why-children">
          {node.children?.map((child) => <Node key={child.key} node={child} level={level + 1} open={open} />)}
          {node.facts?.map((fact) => <Fact key={fact.id} fact={fact} />)}
        </ul>
      )}
    </li>
  )
}

function Fact({ fact }: { fact: WhyFact }) {
  const { t, i18n } = useTranslation()
  const link = useZoneLink()
  const name = pick(fact, 'name', i18n.language) || fact.source || fact.id
  return (
    <li className="jk-why-line jk-why-fact">
      <span>
        {t('why.fact')} {fact.day && <DateText of={fact.day} />} {fact.link ? <Link to={link(fact.link)}>{name}</Link> : name}
        {fact.verified_by && <span className="jk-rule"> {t('why.verified', { by: fact.verified_by })}</span>}
        {fact.reversed && <span className="jk-rule"> {t('why.reversed')}</span>}
      </span>
      <span className="jk-why-value">{fact.value}</span>
    </li>
  )
}

/** 60.00 and 60 say the same. */
const plain = (figure: string) => (figure.includes('.') ? figure.replace(/\.?0+$/, '') : figure)
