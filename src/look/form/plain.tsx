// Plain widgets: text, number, one of several, yes or no, passed or not, the closing tick.
import dayjs from 'dayjs'
import { Checkbox, DatePicker, Input, InputNumber, Radio, Select, Switch } from 'antd'
import { Check, Undo2 } from 'lucide-react'
import { dayIn } from '#core/day.ts'
import { nowMs } from '../time.ts'
import { limitOf, useWords } from '../words.ts'
import type { WidgetProps } from './schema.ts'

const text = (e: { target: { value: string } }) => e.target.value
export const TextArea = ({ property, about, label, onChange, ...rest }: WidgetProps<string>) => (
  <Input.TextArea {...rest} autoSize={{ minRows: 3, maxRows: 10 }} maxLength={property.maxLength} showCount={(rest.value?.length ?? 0) > (property.maxLength ?? 0) * 0.8} onChange={(e) => onChange?.(text(e))} />
)
export const Text = ({ property, about, label, onChange, ...rest }: WidgetProps<string>) => <Input {...rest} maxLength={property.maxLength} autoComplete="off" onChange={(e) => onChange?.(text(e))} />
export const Numeric = ({ property, about, label, onChange, ...rest }: WidgetProps<number>) => (
  <InputNumber {...rest} {...(property.minimum !== undefined ? { min: property.minimum } : {})} {...(property.maximum !== undefined ? { max: property.maximum } : {})} style={{ width: '100%' }} onChange={(v) => onChange?.(v ?? undefined)} />
)
/** So much more of the thing's own limit, in its own unit. */
export function More({ property, about, label, onChange, ...rest }: WidgetProps<number>) {
  const { t, lang } = useWords()
  const limit = about.limit
  return (
    <>
      <InputNumber {...rest} min={1} max={limit?.amount ?? property.maximum ?? 3650} precision={0} style={{ width: '100%' }} aria-label={label} {...(limit ? { suffix: limitOf(limit, lang).replace(/^\d+\s*/, '') } : {})} onChange={(v) => onChange?.(v ?? undefined)} />
      {limit && <p className="hint">{t('form.more', { limit: limitOf(limit, lang) })}</p>}
    </>
  )
}
/** A day from tomorrow to a year from today. */
export function Day({ property, about, label, value, onChange, ...rest }: WidgetProps<string>) {
  const day = (days: number) => dayIn(new Date(nowMs() + days * 86_400_000))
  const last = `${Number(day(0).slice(0, 4)) + 1}${day(0).slice(4)}`
  return <Input {...rest} type="date" value={value ?? ''} min={day(1)} max={last} aria-label={label} onChange={(e) => onChange?.(text(e) || undefined)} />
}
export const YesNo = ({ property, about, label, value, onChange, ...rest }: WidgetProps<boolean>) => <Switch {...rest} checked={value ?? false} onChange={(v) => onChange?.(v)} aria-label={label} />

/** Said or not said: nothing is chosen until somebody has answered. */
export function Answered({ id, value, onChange, label }: WidgetProps<boolean>) {
  const { t } = useWords()
  return <Radio.Group {...(id ? { id } : {})} optionType="button" value={value} onChange={(e) => onChange?.(e.target.value as boolean)} aria-label={label} options={[{ value: true, label: t('form.yes') }, { value: false, label: t('form.no') }]} />
}

export function OneOf({ property, about, label, ...rest }: WidgetProps<string>) {
  const { t, say } = useWords()
  return <Select {...rest} placeholder={t('form.choose')} options={(property.enum ?? []).map((value) => ({ value, label: property['x-names']?.[value] ? say(property['x-names'][value]) : value }))} />
}
/** Two large choices; each says what follows. */
export function Passed({ id, value, onChange, label }: WidgetProps<boolean>) {
  const { t } = useWords()
  const choice = (is: boolean, Icon: typeof Check, name: string, does: string) => (
    <button type="button" role="radio" aria-checked={value === is} className={`choice ${value === is ? 'on' : ''}`} onClick={() => onChange?.(is)}>
      <Icon size={18} aria-hidden="true" /><span><b>{name}</b><small>{does}</small></span>
    </button>
  )
  return <div className="choices" role="radiogroup" id={id} aria-label={label}>{choice(true, Check, t('form.passed'), t('form.passedDoes'))}{choice(false, Undo2, t('form.failed'), t('form.failedDoes'))}</div>
}
/** The closing condition's own words stand beside the tick. */
export function Closing({ id, value, onChange, about }: WidgetProps<boolean>) {
  const { t, say } = useWords()
  return (
    <div className={`closing ${value ? 'on' : ''}`}>
      {about.under && say(about.under.close) && <p>{say(about.under.close)}</p>}
      <Checkbox {...(id ? { id } : {})} checked={value ?? false} onChange={(e) => onChange?.(e.target.checked ? true : undefined)}>{t('form.closing')}</Checkbox>
    </div>
  )
}
/** A day, as `2026-11-20`. */
export const DayField = ({ property, about, label, value, onChange, underway, ...rest }: WidgetProps<string>) => <DatePicker {...rest} value={value ? dayjs(value) : null} onChange={(day) => onChange?.(day ? day.format('YYYY-MM-DD') : undefined)} style={{ width: '100%' }} aria-label={label} />
/** A moment by the clock on the wall in China, wherever the browser stands. */
export const MomentField = ({ property, about, label, value, onChange, underway, ...rest }: WidgetProps<string>) => (
  <DatePicker {...rest} showTime={{ format: 'HH:mm', defaultValue: dayjs('18:00', 'HH:mm') }} format="YYYY-MM-DD HH:mm" value={value ? dayjs(value.slice(0, 16)) : null} onChange={(at) => onChange?.(at ? `${at.format('YYYY-MM-DDTHH:mm')}:00+08:00` : undefined)} style={{ width: '100%' }} aria-label={label} />
)
