import { Modal } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { paths } from '../api/paths'
import { call, whenLoggedOut } from '../api/send'
import { useDoor, useMe } from '../session/session'

/** Seconds before the end at which the notice appears. */
const notice = 120
const signs = ['pointerdown', 'keydown', 'scroll'] as const

/** Tells a person who left the keyboard that the session is about to end, and what happened when it did. */
export function IdleWatch() {
  const { t } = useTranslation()
  const me = useMe()
  const navigate = useNavigate()
  const { close } = useDoor()
  const idle = (me.idle_minutes ?? 0) * 60
  const last = useRef(Date.now())
  const [left, setLeft] = useState<number>()
  const [ended, setEnded] = useState(false)

  useEffect(() => {
    whenLoggedOut(() => setEnded(true))
    return () => whenLoggedOut(() => {})
  }, [])
  useEffect(() => {
    if (idle <= 0) return
    let told = Date.now()
    const alive = () => (last.current = Date.now())
    for (const sign of signs) addEventListener(sign, alive, { passive: true, capture: true })
    const timer = setInterval(() => {
      const rest = idle - Math.floor((Date.now() - last.current) / 1000)
      setLeft(rest <= notice ? Math.max(0, rest) : undefined)
      if (rest <= 0) {
        clearInterval(timer)
        // Background questions keep the server's session awake, so the absent person's is ended here.
        void call('DELETE', paths.session).catch(() => {}).finally(() => again('idle'))
      } else if (last.current > told + 240_000) {
        // Somebody filling a long form asks the server nothing; say that they are there.
        told = Date.now()
        void call('GET', paths.session).catch(() => setEnded(true))
      }
    }, 1000)
    return () => {
      clearInterval(timer)
      for (const sign of signs) removeEventListener(sign, alive, { capture: true })
    }
  }, [idle])

  function again(why = '') {
    close()
    void navigate('/login?' + new URLSearchParams({ to: location.pathname + location.search, ...(why && { why }) }).toString())
  }
  async function stay() {
    last.current = Date.now()
    setLeft(undefined)
    await call('GET', paths.session).catch(() => setEnded(true))
  }
  if (ended) {
    return (
      <Modal open title={t('idle.ended')} closable={false} keyboard={false} cancelButtonProps={{ style: { display: 'none' } }} okText={t('idle.again')} onOk={() => again()}>
        {t('idle.endedText')}
      </Modal>
    )
  }
  return (
    <Modal open={left !== undefined} title={t('idle.soon')} closable={false} okText={t('idle.stay')} cancelText={t('user.leave')} onOk={() => void stay()} onCancel={() => again('left')}>
      {t('idle.soonText', { count: left ?? 0 })}
    </Modal>
  )
}
