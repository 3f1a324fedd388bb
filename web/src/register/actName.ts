import { useTranslation } from 'react-i18next'
import { pick, type Bilingual } from '../api/types'

/** What an act of the ledger is called: by the dictionary "acts", by the server's catalogue otherwise, by its code at worst. */
export function useActName(): (of: Bilingual<'action'> & { action: string }) => string {
  const { i18n, t } = useTranslation('acts')
  return (of) => {
    const key = of.action.replaceAll('.', '_')
    return i18n.exists(`acts:${key}`) ? t(`acts:${key}`) : pick(of, 'action', i18n.language) || of.action
  }
}
