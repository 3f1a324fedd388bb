import { DatePicker, Skeleton, Tag } from 'antd'
import dayjs from 'dayjs'
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'react-router'
import { useZoneQuery } from '../../api/query'
import { RemoteSelect } from '../../form/RemoteSelect'
import { mayAny, useMe } from '../../session/session'
import { useZoneLink } from '../../session/zone'
import { DateText } from '../../ui/DateText'
import { useToday } from '../../ui/DueDay'
import { Refusal } from '../../ui/Refusal'
import { ColourTag } from './Colour'
import { boardPaths, say, type PastResult, type Sheet } from './types'
import '../../register/table.css'
import './board.css'

/** My score, why, and what I can still say about it: the month's boards as they concern one person. */
export default function OwnSheetPage() {
  const { t } = useTranslation('board')
  const me = useMe()
  const today = useToday()
  const [params, setParams] = useSearchParams()
  const month = params.get('month') ?? today.slice(0, 7)
  const person = params.get('person') ?? me.person ?? ''
  const set = (name: string, value: string) => setParams((old) => {
    const now = new URLSearchParams(old)
    if (value) now.set(name, value)
    else now.delete(name)
    return now
  })
  const asked = useZoneQuery<Sheet>(person ? boardPaths.sheet(person) : '', { month })
  return (
    <article className="jk-stack" aria-labelledby="sheet-title">
      <div>
        <h1 id="sheet-title">{asked.data && person !== me.person ? t('sheet.of', { name: asked.data.person.name }) : t('sheet.title')}</h1>
        <div className="jk-rule">{t('sheet.intro')}</div>
      </div>
      <div className="jk-filters jk-tools" role="search" aria-label={t('register:filters')}>
        <label><span>{t('fields.month')}</span><DatePicker picker="month" allowClear={false} aria-label={t('fields.month')} value={dayjs(month)} onChange={(to) => set('month', to?.format('YYYY-MM') ?? '')} /></label>
        {mayAny(me, ['people.read']) && (
          <label><span>{t('fields.who')}</span><RemoteSelect path="people?status=active&query=" label={t('fields.who')} value={params.get('person') ? { value: person, label: asked.data?.person.name } : undefined} onChange={(to) => set('person', to?.value ?? '')} /></label>
        )}
      </div>
      {!person && <p className="jk-panel">{t('sheet.nobody')}</p>}
      <Refusal of={asked.error} onRetry={() => void asked.refetch()} />
      {person && asked.isPending && <Skeleton active />}
      {asked.data && <Contents sheet={asked.data} />}
    </article>
  )
}

function Contents({ sheet }: { sheet: Sheet }) {
  const { t, i18n } = useTranslation('board')
  return (
    <div className="jk-columns">
      <section className="jk-panel" aria-labelledby="points">
        <h2 id="points">{t('sheet.points')} <span className="jk-why-score">{sheet.total}</span></h2>
        {sheet.lines.length === 0 && <p className="jk-description">{t('sheet.noPoints')}</p>}
        <ul className="jk-plain-list jk-lines">
          {sheet.lines.map((line) => (
            <li key={line.id} className={line.reversed ? 'jk-line-reversed' : undefined}>
              <span><DateText of={line.day} /> {line.note || say(line.title, i18n.language)} {line.reversal && <Tag color="warning">{t('sheet.reversal')}</Tag>} {line.reversed && <Tag>{t('sheet.reversed')}</Tag>}</span>
              <strong>{line.points}</strong>
            </li>
          ))}
        </ul>
        <p className="jk-rule">{t('sheet.rule')}</p>
      </section>
      <section className="jk-panel" aria-labelledby="works">
        <h2 id="works">{t('sheet.works')}</h2>
        {sheet.works.length === 0 && <p className="jk-description">{t('sheet.noWorks')}</p>}
        <Results results={sheet.works} />
      </section>
    </div>
  )
}

/** Results of works on published boards; the score is a door to its derivation. */
export function Results({ results }: { results: readonly PastResult[] }) {
  const { t } = useTranslation('board')
  const link = useZoneLink()
  return (
    <ul className="jk-plain-list jk-lines">
      {results.map((one) => (
        <li key={one.board + one.item}>
          <span>
            <DateText of={one.month} /> <Link to={link(`boards/${one.board}?why=${one.item}`)}>{one.title}</Link> <ColourTag of={one.final} />
            {one.corrected_on && <span className="jk-corrected"> {t('correctedOn')} <DateText of={one.corrected_on} /></span>}
            <span className="jk-rule jk-block">{[one.unit?.name, one.number].filter(Boolean).join(t('dot'))}</span>
          </span>
          <strong>{one.score}</strong>
        </li>
      ))}
    </ul>
  )
}
