import { useTranslation } from 'react-i18next'
import { DateText } from '../../ui/DateText'
import type { Display } from '../public/types'
import type { Slide } from './slides'

interface Props {
  slide: Slide
  display: Display
}

/** One page of the wall. */
export function Show({ slide, display }: Props) {
  if (slide.kind === 'months') return <Months display={display} />
  if (slide.kind === 'rectifications') return <Rectifications display={display} />
  return <Board slide={slide} display={display} />
}

function useSay() {
  const { i18n } = useTranslation()
  return (words?: { zh: string; en: string }) => (words ? (i18n.language === 'en' && words.en) || words.zh : '')
}

function Board({ slide, display }: { slide: Extract<Slide, { kind: 'board' }>; display: Display }) {
  const { t } = useTranslation('public')
  const say = useSay()
  const group = display.board?.groups.find((one) => one.key === slide.key)
  return (
    <section className={`jk-wall-board jk-wall-${slide.key}${slide.rows.length <= 4 ? ' jk-wall-few' : ''}`} aria-label={say(group?.title)}>
      <h1><strong>{say(group?.title)}</strong><span><DateText of={display.board?.month} manner="document" />{slide.of > 1 && <> {slide.part}/{slide.of}</>}</span></h1>
      {slide.rows.length === 0 && <p className="jk-wall-none">{t('none')}</p>}
      <ol>
        {slide.rows.map((row, n) => (
          <li key={n} className={row.corrected_on ? 'jk-wall-corrected' : undefined}>
            <strong>{row.item}</strong>
            <span>{row.unit}</span>
            {row.corrected_on && <em>{t('corrected')} <DateText of={row.corrected_on} /></em>}
          </li>
        ))}
      </ol>
    </section>
  )
}

function Months({ display }: { display: Display }) {
  const { t } = useTranslation('public')
  const most = Math.max(1, ...display.months.map((one) => one.red + one.yellow + one.none))
  const parts = ['red', 'none', 'yellow'] as const
  return (
    <section className="jk-wall-plain" aria-label={t('display.months')}>
      <h1>{t('display.months')}</h1>
      <table>
        <thead><tr><th scope="col">{t('display.month')}</th><th scope="col">{t('display.red')}</th><th scope="col">{t('display.yellow')}</th><th scope="col">{t('display.others')}</th><td /></tr></thead>
        <tbody>
          {display.months.map((one, n) => (
            <tr key={n}>
              <th scope="row">{one.node || <DateText of={one.month} manner="document" />}</th>
              <td>{one.red}</td><td>{one.yellow}</td><td>{one.none}</td>
              <td className="jk-wall-bar" aria-hidden="true">
                {parts.map((part) => <span key={part} className={`jk-wall-bar-${part}`} style={{ width: `${(one[part] * 100) / most}%` }} />)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Rectifications({ display }: { display: Display }) {
  const { t } = useTranslation('public')
  const say = useSay()
  return (
    <section className="jk-wall-plain" aria-label={t('display.rectify')}>
      <h1>{t('display.rectify')}</h1>
      <ul className="jk-wall-states">
        {display.rectifications.map((one) => (
          <li key={one.state}>
            <strong>{one.n}</strong>
            <span>{say(one.name)}</span>
            {one.overdue > 0 && <em>{t('display.overdueOf', { count: one.overdue })}</em>}
          </li>
        ))}
      </ul>
    </section>
  )
}
