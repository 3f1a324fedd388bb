import { Drawer, Segmented, Skeleton } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useZoneQuery } from '../../api/query'
import { recordLink } from '../../nav/objects'
import { useZoneLink } from '../../session/zone'
import { Refusal } from '../../ui/Refusal'
import { WhyPanel, type WhyNode } from '../../ui/WhyPanel'
import { Final, PartValue } from './BoardTable'
import { ColourTag } from './Colour'
import { boardPaths, say, type Board, type Fact, type Why, type WhyLine } from './types'

interface Props {
  board: Board
  item: string
  language: string
  onClose: () => void
}

/** "Why is this number so?": from the score through blocks and indicators to the facts, with the rule's version and in a sentence. */
export function WhyDrawer({ board, item, language, onClose }: Props) {
  const { t } = useTranslation('board')
  const link = useZoneLink()
  const [run, setRun] = useState('')
  const asked = useZoneQuery<Why>(item ? boardPaths.why(board.id, item) : '', { computation: run })
  const why = asked.data
  const runs = board.computations ?? []
  return (
    <Drawer open={item !== ''} size={760} title={why ? t('whyTitle', { title: why.item.title }) : t('why')} onClose={() => { setRun(''); onClose() }} destroyOnHidden styles={{ wrapper: { maxWidth: '100vw' } }}>
      <Refusal of={asked.error} onRetry={() => void asked.refetch()} />
      {item && asked.isPending && <Skeleton active />}
      {why && (
        <div className="jk-stack">
          <div className="jk-row">
            <span className="jk-why-score">{why.item.score}</span>
            <span className="jk-rule">{t('exactly', { exact: why.exact })}</span>
            <span>{t('fields.computed')} <ColourTag of={why.item.computed} /></span>
            <span>{t('fields.final')} <Final item={why.item} /></span>
          </div>
          {runs.length > 1 && (
            <Segmented size="small" aria-label={t('runs')} value={run || (runs.find((one) => one.stands)?.id ?? '')} onChange={setRun}
              options={runs.map((one) => ({ value: one.id, label: t('run', { no: one.no }) }))} />
          )}
          {why.item.criteria.length > 0 && (
            <dl className="jk-criteria">
              {why.item.criteria.map((one) => (
                <div key={one.key}><dt>{say(one.name, language)}</dt><dd><PartValue part={one} /></dd></div>
              ))}
            </dl>
          )}
          <WhyPanel root={treeOf(why, language)} scheme={say(why.scheme, language)} open={3} />
          <p className="jk-rule"><Link to={link(`works/${why.item.work}`)}>{t('toWork')}</Link></p>
        </div>
      )}
    </Drawer>
  )
}

/** The derivation as the panel draws it; ids of facts become the facts themselves. */
export function treeOf(why: Why, language: string): WhyNode {
  const facts = new Map(why.facts.map((fact) => [fact.id, fact]))
  const root = nodeOf(why.derivation, facts, language, '')
  return { ...root, shown: why.item.score, words_zh: why.words.zh, words_en: why.words.en }
}

function nodeOf(line: WhyLine, facts: ReadonlyMap<string, Fact>, language: string, under: string): WhyNode {
  const key = `${under}/${line.key}`
  const known = (line.facts ?? []).map((id) => facts.get(id)).filter((fact) => fact !== undefined)
  const parts = line.parts ?? []
  return {
    key,
    name_zh: line.name.zh, name_en: line.name.en,
    words_zh: line.formula.zh, words_en: line.formula.en,
    exact: line.exact, shown: line.shown ?? '',
    weight: line.used ?? line.weight,
    notes: line.notes?.map((note) => say(note, language)),
    children: parts.map((part, n) => nodeOf(part, facts, language, `${key}${n}`)),
    // What the parts below tell is not told twice.
    facts: parts.some((part) => part.facts?.length) ? [] : known.map((fact) => factOf(fact)),
  }
}

function factOf(fact: Fact) {
  return {
    id: fact.id, day: fact.day, value: fact.value + fact.unit,
    name_zh: [fact.title.zh, fact.note].filter(Boolean).join(' · '), name_en: [fact.title.en, fact.note].filter(Boolean).join(' · '),
    source: fact.source, link: recordLink(fact.source), verified_by: fact.verified_by?.name, reversed: !!fact.reversed_at,
  }
}
