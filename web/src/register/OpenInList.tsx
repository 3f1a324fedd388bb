import { Navigate, useLocation, useParams } from 'react-router'

/** The address of a record whose register shows it in a drawer: opens the register with the record. */
export default function OpenInList() {
  const { id = '' } = useParams()
  const { pathname } = useLocation()
  return <Navigate replace to={`${pathname.slice(0, pathname.lastIndexOf('/'))}?open=${id}`} />
}
