import { Skeleton } from 'antd'
import { lazy, Suspense, type ComponentType, type ReactNode } from 'react'
import { createBrowserRouter, Navigate, Outlet, useLocation, type RouteObject } from 'react-router'
import { NotFound, NotFoundOutside, NotYours, PageFault } from './door/Faults'
import { DoorFrame } from './door/DoorFrame'
import { loadWords } from './i18n'
import { Frame } from './layout/Frame'
import type { PageEntry } from './nav/entry'
import { pages } from './nav/registry'
import { mayAny, SessionProvider, useMe, useSession } from './session/session'
import { useZoneSlug, zoneLink } from './session/zone'
import { Refusal } from './ui/Refusal'

/** Lets in who has a session; everybody else is asked at the door and comes back. */
function Inside() {
  const session = useSession()
  const { pathname, search } = useLocation()
  if (session.isPending) return <Skeleton active style={{ padding: 24 }} />
  if (session.error) return <DoorFrame><Refusal of={session.error} onRetry={() => void session.refetch()} /></DoorFrame>
  if (!session.data) return <Navigate to={'/login?to=' + encodeURIComponent(pathname + search)} replace />
  const own = zoneLink(session.data.zone.slug, 'security')
  // Until the account is in order the server answers nothing else.
  if (session.data.todo?.length && decodeURI(pathname) !== decodeURI(own)) return <Navigate to={own} replace />
  return <SessionProvider session={session.data}><Outlet /></SessionProvider>
}

/** Roles and actions are those held in the zone of the address, which for a supervisor may be another than the own. */
function InZone() {
  const me = useMe()
  const slug = useZoneSlug()
  const own = me.zone.slug === slug
  const there = useSession(own ? '' : slug)
  if (!own && !me.zones?.some((zone) => zone.slug === slug)) return <Home />
  if (there.isPending) return <Skeleton active style={{ padding: 24 }} />
  if (there.error) return <DoorFrame><Refusal of={there.error} onRetry={() => void there.refetch()} /></DoorFrame>
  if (!there.data) return <Navigate to="/login" replace />
  return <SessionProvider session={{ ...there.data, zones: me.zones, home: me.zone }}><Outlet /></SessionProvider>
}

function Home() {
  return <Navigate to={zoneLink(useMe().zone.slug, 'workbench')} replace />
}

/** A page and its words, loaded when first opened. React's lazy, because a route's own shows nothing when loading fails. */
function route(page: PageEntry): RouteObject {
  const Page = lazy(async () => {
    const [module] = await Promise.all([page.load(), loadWords(...(page.words ?? []))])
    return module
  })
  return { path: page.path, element: <Open page={page}><Page /></Open>, errorElement: <PageFault /> }
}

function Open({ page, children }: { page: PageEntry; children: ReactNode }) {
  if (!mayAny(useMe(), page.need)) return <NotYours />
  return <Suspense fallback={<Skeleton active />}>{children}</Suspense>
}

const LoginPage = lazy(() => import('./door/LoginPage'))

/** A page that needs no login, with its words. */
function open(path: string, load: () => Promise<{ default: ComponentType }>): RouteObject {
  const Page = lazy(async () => (await Promise.all([load(), loadWords('public')]))[0])
  return { path, element: <Suspense><Page /></Suspense>, errorElement: <PageFault /> }
}
const InvitationPage = lazy(async () => {
  const [module] = await Promise.all([import('./door/InvitationPage'), loadWords('security')])
  return module
})

/** The pages. Made once the words are ready: the first page begins loading at once. */
export const newRouter = () => createBrowserRouter([
  { path: '/login', element: <Suspense><LoginPage /></Suspense>, errorElement: <PageFault /> },
  open('/public/:zone?/:id?', () => import('./pages/public/PublicPage')),
  open('/display/:zone', () => import('./pages/display/DisplayPage')),
  { path: '/invitation', element: <Suspense><InvitationPage /></Suspense>, errorElement: <PageFault /> },
  {
    element: <Inside />,
    errorElement: <PageFault />,
    children: [
      { path: '/', element: <Home /> },
      {
        path: '/z/:zone',
        element: <InZone />,
        children: [
          { index: true, element: <Home /> },
          ...pages.filter((page) => page.bare).map(route),
          { element: <Frame />, children: [...pages.filter((page) => !page.bare).map(route), { path: '*', element: <NotFound /> }] },
        ],
      },
    ],
  },
  { path: '*', element: <NotFoundOutside /> },
])
