import { Alert, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useCommand } from '../../api/query'
import { pick } from '../../api/types'
import { mayAny, useMe } from '../../session/session'
import { DateText } from '../../ui/DateText'
import { DownloadOutlined } from '../../ui/icons'
import { Refusal } from '../../ui/Refusal'
import { useState } from 'react'
import { Kept } from './Kept'
import { save } from './save'
import { ledgerPaths, type State, type Verification } from './types'

/** The whole log verified by the program, and a checkpoint kept earlier compared with the present log by this browser. */
export function Verify({ state }: { state: State | undefined }) {
  const { t, i18n } = useTranslation('ledger')
  const me = useMe()
  const command = useCommand(ledgerPaths.state)
  const [found, setFound] = useState<Verification>()
  const report = found?.report
  return (
    <div className="jk-stack">
      {mayAny(me, ['ledger.verify']) && (
        <section className="jk-panel jk-stack" aria-labelledby="verify-title">
          <div className="jk-row" style={{ justifyContent: 'space-between' }}>
            <h2 id="verify-title" style={{ margin: 0 }}>{t('verify.title')}</h2>
            <Button type="primary" loading={command.busy} onClick={() => void command.run<Verification>('POST', ledgerPaths.verify, { body: {} }).then(setFound)}>{t('verify.run')}</Button>
          </div>
          <p className="jk-rule" style={{ margin: 0 }}>{t('verify.rule')}</p>
          <Refusal of={command.problem} />
          {found && <Alert type={found.ok ? 'success' : 'error'} showIcon title={found.message} />}
          {report && (
            <dl className="jk-facts">
              <dt>{t('verify.entries')}</dt><dd>{t('verify.entriesOf', { entries: report.entries, size: report.size })}</dd>
              <dt>{t('verify.signed')}</dt><dd>{t('verify.signedOf', { signed: report.signed, count: report.checkpoints })} {report.signed_at && <DateText of={report.signed_at} />}</dd>
              <dt>{t('verify.root')}</dt><dd><code className="jk-path">{report.root}</code></dd>
              <dt>{t('verify.suite')}</dt><dd>{report.suite}</dd>
              <dt>{t('verify.key')}</dt><dd><code className="jk-path">{report.key}</code> {t(report.key_trusted ? 'verify.trusted' : 'verify.untrusted')}</dd>
            </dl>
          )}
          {report && report.findings.length > 0 && (
            <ul>
              {report.findings.map((one, i) => <li key={i}>{pick(one as object, 'text', i18n.language) || JSON.stringify(one)}</li>)}
              {report.more > 0 && <li>{t('verify.more', { count: report.more })}</li>}
            </ul>
          )}
        </section>
      )}
      <section className="jk-panel jk-stack" aria-labelledby="newest-title">
        <div className="jk-row" style={{ justifyContent: 'space-between' }}>
          <h2 id="newest-title" style={{ margin: 0 }}>{t('newest.title')}</h2>
          {state?.newest && <Button icon={<DownloadOutlined />} onClick={() => save(`${state.origin.replace('/', '-')}-${state.signed}.txt`, state.newest)}>{t('newest.keep')}</Button>}
        </div>
        <p className="jk-rule" style={{ margin: 0 }}>{t('newest.rule')}</p>
        {state?.newest && <pre className="jk-detail" tabIndex={0} aria-label={t('newest.title')}>{state.newest}</pre>}
      </section>
      <Kept />
      <section className="jk-panel" aria-labelledby="outside-title">
        <h2 id="outside-title">{t('outside.title')}</h2>
        <p style={{ margin: 0 }}>{t('outside.rule')}</p>
        <pre className="jk-detail" tabIndex={0} aria-label={t('outside.title')}>{t('outside.command')}</pre>
      </section>
    </div>
  )
}
