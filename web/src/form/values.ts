import dayjs, { type Dayjs } from 'dayjs'
import type { Ref } from '../api/types'
import type { Choice } from './RemoteSelect'
import { fenOf, instantOf, wallClock, yuanOf } from '../ui/format'
import type { FieldSpec, Values } from './spec'

/** What the inputs hold, from what the API says. */
export function toInputs(fields: readonly FieldSpec[], record: Values = {}): Values {
  const out: Values = {}
  for (const field of fields) {
    const value = record[field.name] ?? field.initial
    if (value !== undefined && value !== null) out[field.name] = toInput(field, value)
  }
  return out
}

function toInput(field: FieldSpec, value: unknown): unknown {
  switch (field.kind) {
    case 'money':
      return typeof value === 'number' ? yuanOf(value) : value
    case 'date':
    case 'month':
      return dayjs(String(value))
    case 'instant': {
      const clock = wallClock(String(value))
      return clock && dayjs(`${clock.date}T${clock.time}`)
    }
    case 'remote':
      return typeof value === 'string' ? { value } : { value: (value as Ref).id, label: (value as Ref).name }
    case 'rows':
      return (value as Values[]).map((row) => toInputs(field.rows ?? [], row))
    default:
      return value
  }
}

/** What a draft keeps: as what is sent, but with the names of what was chosen. */
export function toDraft(fields: readonly FieldSpec[], inputs: Values): Values {
  const out = toBody(fields, inputs)
  for (const { name, kind } of fields) {
    const chosen = inputs[name] as Choice | undefined
    if (kind === 'remote' && chosen) out[name] = { id: chosen.value, name: typeof chosen.label === 'string' ? chosen.label : '' }
  }
  return out
}

/** What the API is sent, from what the inputs hold; empty fields are left out. */
export function toBody(fields: readonly FieldSpec[], inputs: Values): Values {
  const out: Values = {}
  for (const field of fields) {
    if (field.when && !field.when(inputs)) continue
    const value = inputs[field.name]
    if (value === undefined || value === null || value === '') continue
    out[field.name] = toSent(field, value)
  }
  return out
}

function toSent(field: FieldSpec, value: unknown): unknown {
  switch (field.kind) {
    case 'money':
      return fenOf(String(value)) ?? value
    case 'integer':
      return /^-?\d{1,15}$/.test(String(value).trim()) ? Number(value) : value
    case 'decimal':
      return String(value).replace(/[,，\s]/g, '')
    case 'date':
      return (value as Dayjs).format('YYYY-MM-DD')
    case 'month':
      return (value as Dayjs).format('YYYY-MM')
    case 'instant':
      return instantOf((value as Dayjs).format('YYYY-MM-DD'), (value as Dayjs).format('HH:mm'))
    case 'files':
      return (value as { id: string; name: string }[]).map((file) => (field.proof ? { file: file.id, text: file.name } : file.id))
    case 'rows':
      return (value as Values[]).map((row) => toBody(field.rows ?? [], row))
    case 'remote':
      return (value as Choice).value
    case 'text':
    case 'area':
      return String(value).trim()
    default:
      return value
  }
}
