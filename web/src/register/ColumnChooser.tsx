import { SettingOutlined } from '../ui/icons'
import { Button, Checkbox } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ColumnSpec, RegisterSpec } from './spec'
import { Pop } from '../ui/Pop'

interface Chooser {
  chosen: readonly string[]
  choose: (fields: readonly string[] | undefined) => void
}

const place = (name: string) => 'jk.columns.' + name

/** Columns shown, as chosen in this browser, in the register's own order. */
export function useColumns(spec: RegisterSpec): [readonly ColumnSpec[], Chooser] {
  const [kept, setKept] = useState<readonly string[] | undefined>(() => read(spec.name))
  const chosen = kept ?? spec.columns.filter((column) => !column.off).map((column) => column.field)
  const choose = (fields: readonly string[] | undefined) => {
    setKept(fields)
    if (fields) localStorage.setItem(place(spec.name), JSON.stringify(fields))
    else localStorage.removeItem(place(spec.name))
  }
  return [spec.columns.filter((column) => chosen.includes(column.field)), { chosen, choose }]
}

function read(name: string): readonly string[] | undefined {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(place(name)) ?? 'null')
    return Array.isArray(kept) && kept.length > 0 ? (kept as string[]) : undefined
  } catch {
    return undefined
  }
}

/** Which columns are shown. The last one cannot be taken away. */
export function ColumnChooser({ spec, chosen, choose }: Chooser & { spec: RegisterSpec }) {
  const { t } = useTranslation(spec.words)
  const toggle = (field: string) => choose(chosen.includes(field) ? chosen.filter((one) => one !== field) : [...chosen, field])
  return (
    <Pop
     
      placement="bottomRight"
      title={t('register:columns')}
      content={
        <div className="jk-stack" style={{ gap: 4, maxHeight: 400, overflow: 'auto' }}>
          {spec.columns.map((column) => (
            <Checkbox key={column.field} checked={chosen.includes(column.field)} disabled={chosen.length === 1 && chosen[0] === column.field} onChange={() => toggle(column.field)}>
              {t(column.label ?? `fields.${column.field}`)}
            </Checkbox>
          ))}
          <Button size="small" onClick={() => choose(undefined)}>{t('register:columnsReset')}</Button>
        </div>
      }
    >
      <Button icon={<SettingOutlined />} aria-label={t('register:columns')} title={t('register:columns')} />
    </Pop>
  )
}
