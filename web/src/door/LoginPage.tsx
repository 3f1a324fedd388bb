import { Alert, Skeleton } from 'antd'
import { useTranslation } from 'react-i18next'
import { Navigate, useNavigate, useSearchParams } from 'react-router'
import type { Session } from '../api/types'
import { Refusal } from '../ui/Refusal'
import { useSession } from '../session/session'
import { zoneLink } from '../session/zone'
import { DemoAccounts } from './DemoAccounts'
import { DoorFrame } from './DoorFrame'
import { PasswordForm } from './PasswordForm'
import { SetupForm } from './SetupForm'
import { useStart } from './start'

/** The door: one card per role in a demo, name and password otherwise, the first account on a first start. */
export default function LoginPage() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [params] = useSearchParams()
  const session = useSession()
  const start = useStart()
  const why = params.get('why')
  const go = (entered: Session) => void navigate(way(entered, params.get('to')), { replace: true })
  if (session.data) return <Navigate to={way(session.data, params.get('to'))} replace />
  return (
    <DoorFrame>
      {why && <Alert type="info" showIcon title={t(why === 'idle' ? 'login.idle' : 'login.left')} style={{ marginBottom: 16 }} />}
      <Refusal of={start.error} onRetry={() => void start.refetch()} />
      {start.isPending && <Skeleton active />}
      {start.data?.setup && <SetupForm onDone={() => void start.refetch()} />}
      {start.data?.demo && <DemoAccounts onEntered={go} />}
      {start.data && !start.data.setup && !start.data.demo && <PasswordForm onEntered={go} />}
    </DoorFrame>
  )
}

/** Where to after login: back to where one was, if it was in a zone of this session; otherwise the workbench. */
export function way(session: Session, to: string | null): string {
  const mine = [session.zone, ...(session.zones ?? [])].some((zone) => to?.startsWith(zoneLink(zone.slug, '')))
  return to && mine ? to : zoneLink(session.zone.slug, 'workbench')
}
