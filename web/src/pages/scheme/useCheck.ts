import { useEffect, useRef, useState } from 'react'
import { zonePath } from '../../api/paths'
import { asProblem, type Problem } from '../../api/problem'
import { call } from '../../api/send'
import { useZoneSlug } from '../../session/zone'
import { schemePaths, type Report } from './types'

/** What the program finds in a text, asked when typing pauses; the newest text's answer counts. */
export function useCheck(text: string | undefined): { report: Report | undefined; problem: Problem | undefined; checking: boolean } {
  const slug = useZoneSlug()
  const [report, setReport] = useState<Report>()
  const [problem, setProblem] = useState<Problem>()
  const [checking, setChecking] = useState(false)
  const asked = useRef(0)
  useEffect(() => {
    if (text === undefined || text.trim() === '') return setReport(undefined)
    const mine = ++asked.current
    setChecking(true)
    const timer = setTimeout(async () => {
      try {
        const found = await call<Report>('POST', zonePath(slug, schemePaths.check), { body: { text } })
        if (mine === asked.current) (setReport(found), setProblem(undefined))
      } catch (thrown) {
        if (mine === asked.current) setProblem(asProblem(thrown))
      } finally {
        if (mine === asked.current) setChecking(false)
      }
    }, 500)
    return () => clearTimeout(timer)
  }, [text, slug])
  return { report, problem, checking }
}
