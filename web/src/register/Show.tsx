import { useTranslation } from 'react-i18next'
import { zonePath, zonePaths } from '../api/paths'
import { pick, type Bilingual, type Ref } from '../api/types'
import type { FileRef } from '../api/upload'
import { useZoneSlug } from '../session/zone'
import { DateText } from '../ui/DateText'
import { DueTag, type Clock } from '../ui/DueTag'
import { grouped, percentText } from '../ui/format'
import { Money, Nothing } from '../ui/Money'
import type { ColumnSpec, ShowKind } from './spec'

interface Props {
  column: ColumnSpec
  row: Record<string, unknown>
  words: string
  /** A total: to the fen. */
  exact?: boolean
}

const figures: readonly ShowKind[] = ['integer', 'decimal', 'percent', 'money']

/** Whether a column holds figures, which stand at the right. */
export const isFigure = (column: { kind?: ShowKind }) => figures.includes(column.kind ?? 'text')

/** One value of a record, shown as its kind says. */
export function Show({ column, row, words, exact }: Props) {
  const { t, i18n } = useTranslation(words)
  if (column.render) return <>{column.render(row)}</>
  const value = row[column.field]
  if (column.kind === 'name') {
    const text = pick(row as Bilingual<string>, column.field, i18n.language) || String(value ?? '')
    return text ? <>{text}</> : <Nothing />
  }
  if (value === null || value === undefined || value === '') return <Nothing />
  switch (column.kind) {
    case 'money':
      return <Money fen={value as number} unit={column.unit} exact={exact} />
    case 'integer':
    case 'decimal':
      return <span className="jk-nowrap">{grouped(String(value))}</span>
    case 'percent':
      return <>{percentText(value as string)}</>
    case 'date':
    case 'month':
    case 'instant':
      return <DateText of={String(value)} />
    case 'enum':
      return <>{t(`${column.words ?? column.field}.${String(value)}`)}</>
    case 'bool':
      return <>{value ? t('shell:yes') : t('shell:no')}</>
    case 'clock':
      return <DueTag clock={value as Clock} />
    case 'ref':
      return <>{(value as Ref).name}</>
    case 'files':
      return <Files files={value as FileRef[]} />
    default:
      return <>{typeof value === 'object' ? JSON.stringify(value) : String(value)}</>
  }
}

function Files({ files }: { files: FileRef[] }) {
  const slug = useZoneSlug()
  if (files.length === 0) return <Nothing />
  return (
    <ul className="jk-plain-list">
      {files.map((file) => (
        <li key={file.id}>
          <a href={'/api/v1' + zonePath(slug, `${zonePaths.files}/${file.id}`)} target="_blank" rel="noreferrer">{file.name}</a>
        </li>
      ))}
    </ul>
  )
}
