import { DatePicker, Form, Input, Select, Switch } from 'antd'
import { cloneElement, isValidElement } from 'react'
import { useTranslation } from 'react-i18next'
import { EvidenceUpload } from '../ui/EvidenceUpload'
import { fenOf, parseDecimal } from '../ui/format'
import { RemoteSelect } from './RemoteSelect'
import { RowEditor } from './RowEditor'
import type { FieldSpec } from './spec'

interface Props {
  field: FieldSpec
  words: string
  /** Fault the server found at this field. */
  fault?: string
  /** Faults inside a row editor, by "row.field". */
  cells?: Record<string, string>
}

/** One field: label, input, and its rule under it, replaced by nothing: a fault is added, the rule stays. */
export function Field({ field, words, fault, cells }: Props) {
  const { t } = useTranslation(words)
  const label = t(field.label ?? `fields.${field.name}`)
  const input = (
    <Form.Item
      name={field.name}
      label={label}
      required={field.required}
      valuePropName={field.kind === 'bool' ? 'checked' : 'value'}
      validateStatus={fault ? 'error' : undefined}
      help={fault}
      extra={field.rule ? <span className="jk-rule">{t(field.rule)}</span> : undefined}
      rules={[{ validator: (_, value) => check(field, value, t) }]}
    >
      <InputOf field={field} words={words} label={label} cells={cells} />
    </Form.Item>
  )
  if (!field.when) return input
  const when = field.when
  return <Form.Item noStyle shouldUpdate>{(form) => (when(form.getFieldsValue(true)) ? input : null)}</Form.Item>
}

type Words = (key: string) => string

/** What can be said before asking the server: only that a field is empty or cannot be read. Rules are the server's. */
function check(field: FieldSpec, value: unknown, t: Words): Promise<void> {
  const empty = value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
  if (empty) return field.required ? Promise.reject(new Error(t('register:form.required'))) : Promise.resolve()
  if (field.kind === 'money' && fenOf(String(value)) === undefined) return Promise.reject(new Error(t('register:form.money')))
  if (field.kind === 'integer' && !/^-?\d{1,15}$/.test(String(value).trim())) return Promise.reject(new Error(t('register:form.integer')))
  if (field.kind === 'decimal' && !parseDecimal(String(value).replace(/[,，\s]/g, ''))) return Promise.reject(new Error(t('register:form.decimal')))
  return Promise.resolve()
}

interface InputProps {
  field: FieldSpec
  words: string
  label: string
  cells?: Record<string, string>
  id?: string
  value?: unknown
  onChange?: unknown
}

/** The input of a field's kind; also used in the cells of a row editor. */
export function InputOf({ field, words, label, cells, ...rest }: InputProps) {
  const { t } = useTranslation(words)
  // Form.Item hands value and onChange of whatever type the kind has; the kind decides, not the compiler.
  const control = { 'aria-label': label, ...rest } as any
  const wide = { style: { width: '100%' } }
  switch (field.kind) {
    case 'area':
      return <Input.TextArea autoSize={{ minRows: 3, maxRows: 12 }} maxLength={field.maxLength ?? 4000} {...control} />
    case 'money':
      return <Input inputMode="decimal" suffix={t('shell:unit.name.yuan')} {...control} />
    case 'integer':
      return <Input inputMode="numeric" {...control} />
    case 'decimal':
      return <Input inputMode="decimal" {...control} />
    case 'date':
      return <DatePicker {...wide} {...control} />
    case 'month':
      return <DatePicker picker="month" {...wide} {...control} />
    case 'instant':
      return <DatePicker showTime={{ format: 'HH:mm' }} format="YYYY-MM-DD HH:mm" {...wide} {...control} />
    case 'enum':
    case 'enums':
      return (
        <Select
          mode={field.kind === 'enums' ? 'multiple' : undefined}
          allowClear={!field.required}
          showSearch={(field.options?.length ?? 0) > 8 ? { optionFilterProp: 'label' } : false}
          options={field.options?.map((value) => ({ value, label: field.labels?.[value] ?? t(`${field.words ?? field.name}.${value}`) }))}
          {...control}
        />
      )
    case 'tags':
      return <Select mode="tags" open={false} suffixIcon={null} tokenSeparators={['、', '，', ',', ';', '；']} {...control} />
    case 'remote':
      return <RemoteSelect path={field.path ?? ''} label={label} {...control} />
    case 'bool':
      return <Switch checkedChildren={t('shell:yes')} unCheckedChildren={t('shell:no')} {...control} />
    case 'files':
      return <EvidenceUpload {...control} />
    case 'rows':
      return <RowEditor fields={field.rows ?? []} words={words} label={label} faults={cells} {...control} />
    case 'custom':
      return isValidElement(field.input) ? cloneElement(field.input, control) : field.input
    default:
      return <Input maxLength={field.maxLength ?? 200} {...control} />
  }
}
