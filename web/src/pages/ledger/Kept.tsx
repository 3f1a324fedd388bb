import { Alert, Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { zonePath } from '../../api/paths'
import { asProblem, type Problem } from '../../api/problem'
import { call } from '../../api/send'
import { useZoneSlug } from '../../session/zone'
import { DateText } from '../../ui/DateText'
import { Refusal } from '../../ui/Refusal'
import { checkConsistency } from './merkle'
import { checkSignature, readNote, type Note, type Signed } from './note'
import { ledgerPaths, type ConsistencyProof } from './types'

interface Compared {
  note: Note
  proof: ConsistencyProof
  signed: Signed
  sameRoot: boolean
  continues: boolean
}

/** A checkpoint that was taken away earlier: does the present log still begin with exactly those entries? */
export function Kept() {
  const { t } = useTranslation('ledger')
  const slug = useZoneSlug()
  const [text, setText] = useState('')
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem>()
  const [unreadable, setUnreadable] = useState(false)
  const [found, setFound] = useState<Compared>()
  async function compare() {
    const note = readNote(text.endsWith('\n') ? text : text + '\n')
    setFound(undefined)
    setProblem(undefined)
    setUnreadable(!note)
    if (!note) return
    setBusy(true)
    try {
      const proof = await call<ConsistencyProof>('GET', zonePath(slug, ledgerPaths.consistency), { query: { old: note.size } })
      setFound({
        note, proof, signed: await checkSignature(note, proof.key),
        sameRoot: note.origin === proof.origin && proof.old_size === note.size && proof.old_root === note.root, continues: await checkConsistency(proof),
      })
    } catch (thrown) {
      setProblem(asProblem(thrown))
    } finally {
      setBusy(false)
    }
  }
  const good = found && found.sameRoot && found.continues && found.signed !== 'wrong'
  return (
    <section className="jk-panel jk-stack" aria-labelledby="kept-title">
      <h2 id="kept-title" style={{ margin: 0 }}>{t('kept.title')}</h2>
      <p className="jk-rule" style={{ margin: 0 }}>{t('kept.rule')}</p>
      <Input.TextArea rows={6} aria-label={t('kept.label')} placeholder={t('kept.label')} value={text} onChange={(e) => setText(e.target.value)} spellCheck={false} style={{ fontFamily: 'monospace' }} />
      <div><Button loading={busy} disabled={text.trim() === ''} onClick={() => void compare()}>{t('kept.compare')}</Button></div>
      {unreadable && <Alert type="warning" showIcon title={t('kept.unreadable')} />}
      <Refusal of={problem} />
      {found && (
        <>
          <Alert type={good ? 'success' : 'error'} showIcon title={t(good ? 'kept.good' : 'kept.bad', { old: found.note.size, size: found.proof.new_size })} />
          <ul style={{ margin: 0 }}>
            <li>{t('kept.of')} <DateText of={found.note.at} /> · {t(`proof.signed.${found.signed}`)}</li>
            <li>{t(found.sameRoot ? 'kept.sameRoot' : 'kept.otherRoot')} <code className="jk-path">{found.note.root}</code></li>
            <li>{t(found.continues ? 'kept.continues' : 'kept.breaks', { hashes: found.proof.path.length })} <code className="jk-path">{found.proof.new_root}</code></li>
          </ul>
        </>
      )}
    </section>
  )
}
