import { useQuery } from '@tanstack/react-query'
import { Alert, Button } from 'antd'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Problem } from '../../api/problem'
import { call } from '../../api/send'
import { CheckCircleOutlined, DownloadOutlined, WarningOutlined } from '../../ui/icons'
import { hasWebCrypto } from './hash'
import { checkInclusion, type Outcome } from './merkle'
import { checkSignature, readNote, type Note, type Signed } from './note'
import type { InclusionProof } from './types'
import { save } from './save'

interface Checked {
  outcome: Outcome
  note?: Note
  noteHolds: boolean
  signed?: Signed
}

/** The proof of an entry, recomputed in this browser step by step: nothing the server says of itself is believed. */
export function Proof({ of }: { of: InclusionProof }) {
  const { t } = useTranslation('ledger')
  const trusted = useQuery<{ key: string }, Problem>({ queryKey: ['ledger-key'], queryFn: () => call('GET', '/ledger-key'), staleTime: Infinity })
  const [checked, setChecked] = useState<Checked>()
  async function check() {
    const outcome = await checkInclusion(of)
    const note = of.checkpoint ? readNote(of.checkpoint) : undefined
    const noteHolds = note !== undefined && note.origin === of.origin && note.size === of.size && note.root === of.root && note.suite === of.suite
    setChecked({ outcome, note, noteHolds, signed: note ? await checkSignature(note, of.key) : undefined })
  }
  const holds = checked && checked.outcome.leafHolds && checked.outcome.rootHolds && (!of.checkpoint || (checked.noteHolds && checked.signed !== 'wrong'))
  return (
    <section aria-labelledby="proof-title" className="jk-stack">
      <div className="jk-row" style={{ justifyContent: 'space-between' }}>
        <h2 id="proof-title" style={{ margin: 0 }}>{t('proof.title')}</h2>
        <div className="jk-row">
          <Button type="primary" onClick={() => void check()}>{t('proof.check')}</Button>
          <Button icon={<DownloadOutlined />} onClick={() => save(`${of.origin.replace('/', '-')}-${of.seq}.json`, JSON.stringify(of, null, 1))}>{t('proof.take')}</Button>
        </div>
      </div>
      <p className="jk-rule" style={{ margin: 0 }}>{t(hasWebCrypto() && of.suite === 'sha256-ed25519' ? 'proof.by' : 'proof.byOwn', { seq: of.seq, size: of.size })}</p>
      {checked && <Alert type={holds ? 'success' : 'error'} showIcon title={t(holds ? 'proof.holds' : 'proof.fails')} />}
      {checked && (
        <ol className="jk-steps">
          <Step good title={t('proof.bytes', { count: new TextEncoder().encode(of.body).length })}><pre className="jk-detail" tabIndex={0}>{of.body}</pre></Step>
          {checked.outcome.steps.map((step, i) => (
            <Step key={i} good={step.kind === 'leaf' ? checked.outcome.leafHolds : undefined} title={t(step.kind === 'leaf' ? 'proof.leaf' : 'proof.level', { n: i })}>
              <code className="jk-path">{step.kind === 'leaf' ? t('proof.leafOf') : step.kind === 'left' ? t('proof.left', { sibling: step.sibling }) : t('proof.right', { sibling: step.sibling })}</code>
              <code className="jk-path jk-hash">{step.result}</code>
            </Step>
          ))}
          <Step good={checked.outcome.rootHolds} title={t(checked.outcome.rootHolds ? 'proof.root' : 'proof.rootOther')}><code className="jk-path jk-hash">{of.root}</code></Step>
          {of.checkpoint ? (
            <>
              <Step good={checked.noteHolds} title={t(checked.noteHolds ? 'proof.note' : 'proof.noteOther', { size: checked.note?.size ?? 0 })}><pre className="jk-detail" tabIndex={0}>{of.checkpoint}</pre></Step>
              <Step good={checked.signed === 'right' ? true : checked.signed === 'wrong' ? false : undefined} title={t(`proof.signed.${checked.signed ?? 'unable'}`)}><code className="jk-path">{of.key}</code></Step>
              <Step good={trusted.data && trusted.data.key === of.key} title={t(trusted.data?.key === of.key ? 'proof.key' : 'proof.keyOther')} />
            </>
          ) : <Step title={t('proof.unsigned')} />}
        </ol>
      )}
    </section>
  )
}

/** One step: what was done, whether it held; a step that only leads on has no mark of its own. */
function Step({ good, title, children }: { good?: boolean; title: string; children?: ReactNode }) {
  const { t } = useTranslation('ledger')
  return (
    <li>
      <div>
        {good === true && <span className="jk-step-good"><CheckCircleOutlined /><span className="jk-hidden">{t('proof.right_')}</span></span>}
        {good === false && <span className="jk-step-bad"><WarningOutlined /><span className="jk-hidden">{t('proof.wrong_')}</span></span>} {title}
      </div>
      {children}
    </li>
  )
}
