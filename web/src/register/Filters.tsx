import { Button, DatePicker, Input, Select } from 'antd'
import dayjs from 'dayjs'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { RemoteSelect } from '../form/RemoteSelect'
import { usePhone } from '../ui/usePhone'
import type { FilterSpec, RegisterSpec } from './spec'
import type { View } from './useView'

/** The filters of a register. Each change is in the address at once, so a link says what is shown. */
export function Filters({ spec, view }: { spec: RegisterSpec; view: View }) {
  const { t } = useTranslation(spec.words)
  const phone = usePhone()
  const active = Object.keys(view.filters).length
  if (!spec.filters?.length) return null
  const inputs = (
    <div className="jk-filters jk-tools" role="search" aria-label={t('register:filters')}>
      {spec.filters.map((filter) => {
        const label = t(filter.label ?? `fields.${filter.name}`)
        return (
          // Inputs of antd name themselves; the label is for the eye and for clicking.
          <label key={filter.name}>
            <span>{label}</span>
            <One filter={filter} words={spec.words} label={label} value={view.filters[filter.name] ?? ''} onChange={(value) => view.setFilter(filter.name, value)} />
          </label>
        )
      })}
      {active > 0 && <Button onClick={view.clearFilters}>{t('register:clear')}</Button>}
    </div>
  )
  if (!phone) return inputs
  return (
    <details open={active > 0} className="jk-tools">
      <summary className="jk-summary">{t('register:filters')}</summary>
      {inputs}
    </details>
  )
}

interface OneProps {
  filter: FilterSpec
  words: string
  label: string
  value: string
  onChange: (value: string) => void
}

function One({ filter, words, label, value, onChange }: OneProps) {
  const { t } = useTranslation(words)
  switch (filter.kind) {
    case 'enum':
      return (
        <Select allowClear aria-label={label} value={value || undefined} onChange={(to?: string) => onChange(to ?? '')} popupMatchSelectWidth={false}
          options={filter.options?.map((one) => ({ value: one, label: filter.labels?.[one] ?? t(`${filter.words ?? filter.name}.${one}`) }))} />
      )
    case 'bool':
      return (
        <Select allowClear aria-label={label} value={value || undefined} onChange={(to?: string) => onChange(to ?? '')}
          options={['true', 'false'].map((one) => ({ value: one, label: t(one === 'true' ? 'shell:yes' : 'shell:no') }))} />
      )
    case 'remote':
      return <RemoteSelect path={filter.path ?? ''} label={label} value={value ? { value } : undefined} onChange={(to) => onChange(to?.value ?? '')} />
    case 'date':
    case 'month': {
      const shape = filter.kind === 'month' ? 'YYYY-MM' : 'YYYY-MM-DD'
      return (
        <DatePicker picker={filter.kind} aria-label={label} value={value ? dayjs(value) : null} onChange={(to) => onChange(to ? to.format(shape) : '')} />
      )
    }
    default:
      return <Typed label={label} value={value} onChange={onChange} />
  }
}

/** A text filter asks when typing pauses, not at every letter; half-typed pinyin asks nothing. */
function Typed({ label, value, onChange }: { label: string; value: string; onChange: (value: string) => void }) {
  const [text, setText] = useState(value)
  const [composing, setComposing] = useState(false)
  useEffect(() => setText(value), [value])
  useEffect(() => {
    if (composing || text === value) return
    const timer = setTimeout(() => onChange(text.trim()), 300)
    return () => clearTimeout(timer)
  }, [text, composing])
  return (
    <Input allowClear aria-label={label} value={text} onChange={(e) => setText(e.target.value)} onPressEnter={() => onChange(text.trim())}
      onCompositionStart={() => setComposing(true)} onCompositionEnd={() => setComposing(false)} />
  )
}
