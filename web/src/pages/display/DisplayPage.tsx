import { useQuery } from '@tanstack/react-query'
import { useCallback, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import type { Problem } from '../../api/problem'
import { call } from '../../api/send'
import { useClock } from './useClock'
import { publicPaths, type Display } from '../public/types'
import { slidesOf, type Slide } from './slides'
import { Show } from './Slides'
import './display.css'

/** Seconds a page stays on the wall. */
export const stay = 12

/** The wall display: the newest board, the past months, the rectifications; it turns by itself and names nobody. */
export default function DisplayPage() {
  const { t, i18n } = useTranslation('public')
  const { zone = '' } = useParams()
  const asked = useQuery<Display, Problem>({ queryKey: ['display', zone], queryFn: () => call('GET', publicPaths.display(zone)), refetchInterval: 60_000, retry: true, retryDelay: 15_000 })
  const slides = asked.data ? slidesOf(asked.data) : []
  const turn = useTurn(slides.length)
  const clock = useClock(asked.data?.at)
  const say = (words?: { zh: string; en: string }) => (words ? (i18n.language === 'en' && words.en) || words.zh : '')
  const slide: Slide | undefined = slides[turn.at]
  return (
    <main className="jk-wall" aria-label={t('display.label')}>
      <header className="jk-wall-head">
        <span>{say(asked.data?.zone)}</span>
        <span className="jk-wall-clock"><span>{clock.date}</span> <span>{clock.time}</span></span>
      </header>
      <div className="jk-wall-body" aria-live="off">
        {asked.data && !slide && <p className="jk-wall-none">{t('display.none')}</p>}
        {slide && asked.data && <Show key={turn.at} slide={slide} display={asked.data} />}
      </div>
      <footer className="jk-wall-foot">
        {asked.isError && asked.data ? <span role="status">{t('display.stale', { at: clock.asOf })}</span> : <span />}
        {slides.length > 1 && (
          <span className="jk-wall-turn">
            <button type="button" onClick={turn.toggle}>{turn.paused ? t('display.go') : t('display.pause')}</button>
            <span>{t('display.page', { at: turn.at + 1, of: slides.length })}</span>
          </span>
        )}
      </footer>
    </main>
  )
}

/** Turns pages by itself; arrows turn by hand, space stops and goes on. */
function useTurn(count: number) {
  const [at, setAt] = useState(0)
  const [paused, setPaused] = useState(false)
  const go = useCallback((by: number) => setAt((now) => (count === 0 ? 0 : (now + by + count) % count)), [count])
  useEffect(() => {
    if (paused || count < 2) return
    const timer = setTimeout(() => go(1), stay * 1000)
    return () => clearTimeout(timer)
  }, [paused, count, at, go])
  useEffect(() => {
    const key = (e: KeyboardEvent) => {
      if (e.key === 'ArrowRight') go(1)
      else if (e.key === 'ArrowLeft') go(-1)
      else if (e.key === ' ' && !(e.target instanceof HTMLButtonElement)) setPaused((was) => !was)
    }
    addEventListener('keydown', key)
    return () => removeEventListener('keydown', key)
  }, [go])
  return { at: count === 0 ? 0 : at % count, paused, toggle: () => setPaused((was) => !was) }
}
