import { App, Alert, Modal } from 'antd'
import { useTranslation } from 'react-i18next'
import { useCommand } from '../../api/query'
import { CommandForm } from '../../form/CommandForm'
import type { Values } from '../../form/spec'
import { Refusal } from '../../ui/Refusal'
import { BoardSheet } from '../public/BoardSheet'
import { ColourTag } from './Colour'
import { forms } from './forms'
import { countsOf, previewOf } from './preview'
import { boardPaths, boardRefresh, type Board, type BoardItem, type Correction, type Objection } from './types'

/** What somebody is about to do. */
export type Asking =
  | { name: 'compute' | 'confirm' | 'publish' | 'post' }
  | { name: 'object' | 'change' | 'correct'; item: BoardItem }
  | { name: 'decide' | 'withdraw'; objection: Objection }
  | { name: 'decideCorrection'; correction: Correction }

interface Props {
  board: Board
  asking: Asking
  onClose: () => void
}

/** Everything done about a board is asked twice: what follows is said, the reason is written, who is hit is shown. */
export function Dialogs({ board, asking, onClose }: Props) {
  const common = { refresh: boardRefresh, onClose }
  switch (asking.name) {
    case 'compute':
    case 'post':
      return <CommandForm {...common} spec={forms[asking.name]} path={boardPaths.act(board.id, asking.name)} />
    case 'object':
      return <CommandForm {...common} spec={about(forms.object, asking.item.item)} path={boardPaths.objections(board.id)} />
    case 'change':
      return <CommandForm {...common} spec={forms.change} path={boardPaths.item(board.id, asking.item.item, 'change')} />
    case 'correct':
      return <CommandForm {...common} spec={about(forms.correct, asking.item.item)} path={boardPaths.corrections(board.id)} />
    case 'decide':
      return <CommandForm {...common} spec={forms.decide} path={boardPaths.objection(asking.objection.id, 'decide')} />
    case 'decideCorrection':
      return <CommandForm {...common} spec={forms.decideCorrection} path={boardPaths.correction(asking.correction.id)} />
    case 'withdraw':
      return <Sure board={board} name="withdraw" path={boardPaths.objection(asking.objection.id, 'withdraw')} onClose={onClose} />
    case 'confirm':
    case 'publish':
      return <Sure board={board} name={asking.name} path={boardPaths.act(board.id, asking.name)} onClose={onClose} />
  }
}

/** A form whose body also names the item. */
function about<F extends { send?: (body: Values) => Values }>(form: F, item: string): F {
  return { ...form, send: (body: Values) => ({ ...(form.send?.(body) ?? body), item }) }
}

interface SureProps {
  board: Board
  name: 'confirm' | 'publish' | 'withdraw'
  path: string
  onClose: () => void
}

/** A decision shown before it is made: the board as it will stand, as everybody will see it. */
function Sure({ board, name, path, onClose }: SureProps) {
  const { t } = useTranslation('board')
  const { message } = App.useApp()
  const command = useCommand(...boardRefresh)
  const counts = countsOf(board)
  async function go() {
    if ((await command.run('POST', path, { body: name === 'withdraw' ? undefined : {} })) === undefined) return
    void message.success(t('register:done', { action: t(`actions.${name}`) }))
    onClose()
  }
  return (
    <Modal open title={t(`sure.${name}`)} width={name === 'withdraw' ? 480 : 860} okText={t(`actions.${name}`)} cancelText={t('shell:cancel')}
      okButtonProps={{ loading: command.busy }} onOk={() => void go()} onCancel={onClose}>
      <div className="jk-stack">
        <Alert type="warning" showIcon title={t(`consequence.${name}`, { red: counts.red.final, yellow: counts.yellow.final })} />
        {name === 'confirm' && <Differences board={board} />}
        {name !== 'withdraw' && <BoardSheet groups={previewOf(board, (of) => t(`colour.${of}`))} />}
        {name === 'publish' && <p className="jk-rule">{t('noPersons')}</p>}
        <Refusal of={command.problem} />
      </div>
    </Modal>
  )
}

function Differences({ board }: { board: Board }) {
  const { t } = useTranslation('board')
  const items = (board.items ?? []).filter((item) => item.final !== item.computed)
  if (items.length === 0) return <p>{t('noDifferences')}</p>
  return (
    <section aria-label={t('differences', { count: items.length })}>
      <strong>{t('differences', { count: items.length })}</strong>
      <ul className="jk-plain-list">
        {items.map((item) => (
          <li key={item.item}>{item.title} <ColourTag of={item.computed} /> {t('arrow')} <ColourTag of={item.final} /> <span className="jk-rule">{item.final_reason}</span></li>
        ))}
      </ul>
    </section>
  )
}
