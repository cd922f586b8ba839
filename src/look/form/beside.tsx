// Fields of what stands beside the handling: several units (a group opens into its members), a limit, and a choice among the units already in the case.
import { InputNumber, Select } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { clockKinds, unitOf, type ClockKind } from '#core/clock-kind.ts'
import { ask } from '../api.ts'
import { useUnits } from '../live.ts'
import { useWords } from '../words.ts'
import type { WidgetProps } from './schema.ts'

interface Group { code: string; zh: string; en: string; members: { id: string }[] }

export function UnitsField({ id, value = [], onChange, property, about, label }: WidgetProps<string[]>) {
  const { t, name } = useWords()
  const units = useUnits()
  const groups = useQuery({ queryKey: ['group'], queryFn: () => ask<{ items: Group[] }>('/api/group'), staleTime: 10 * 60_000 })
  const most = property.maxItems ?? 6, members = new Map((groups.data?.items ?? []).map((group) => [`group:${group.code}`, group.members.map((one) => one.id)]))
  const free = (units.data?.items ?? []).filter((unit) => unit.active && !(about.units ?? []).some((one) => one.id === unit.id && one.open !== 'none' && one.open !== 'objected'))
  // A group that would not fit is not offered: half of it is not what was meant.
  const fits = (groups.data?.items ?? []).filter((group) => group.members.length > 0 && group.members.length <= most)
  return (
    <Select {...(id ? { id } : {})} mode="multiple" value={value} maxCount={most} loading={units.isPending} placeholder={t('form.units', { n: most })} aria-label={label} showSearch={{ optionFilterProp: 'label' }}
      onChange={(chosen: string[]) => onChange?.([...new Set(chosen.flatMap((one) => members.get(one) ?? [one]))].slice(0, most))}
      options={[
        { label: t('people.unit.title'), options: free.map((unit) => ({ value: unit.id, label: name(unit.zh, unit.en) })) },
        ...(fits.length > 0 ? [{ label: t('people.unit.groups'), options: fits.map((group) => ({ value: `group:${group.code}`, label: `${name(group.zh, group.en)} · ${group.members.length}` })) }] : []),
      ]} />
  )
}

export function LimitField({ id, value, onChange, label }: WidgetProps<{ amount: number; kind: ClockKind }>) {
  const { t, lang } = useWords()
  const kind = value?.kind ?? 'work_hour'
  return (
    <span className="limitfield">
      <InputNumber {...(id ? { id } : {})} min={1} max={3650} precision={0} value={value?.amount ?? null} onChange={(amount) => onChange?.(amount === null ? undefined : { amount, kind })} aria-label={label} />
      <Select value={kind} onChange={(to) => onChange?.({ amount: value?.amount ?? 1, kind: to })} aria-label={t('settings.kind')} options={clockKinds.filter((one) => one !== 'minute_on_shift').map((one) => ({ value: one, label: unitOf(one)[lang] }))} />
    </span>
  )
}

const optionsOf = (about: WidgetProps['about'], name: (zh: string, en: string) => string, which: (open: string) => boolean) => (about.units ?? []).filter((one) => which(one.open)).map((one) => ({ value: one.id, label: name(one.zh, one.en) }))
/** One of those whose part is open. */
export function HelperField({ id, value, onChange, about, label }: WidgetProps<string>) {
  const { t, name } = useWords()
  return <Select {...(id ? { id } : {})} value={value ?? null} onChange={(v) => onChange?.(v ?? undefined)} placeholder={t('form.choose')} aria-label={label} options={optionsOf(about, name, (open) => open === 'part' || open === 'objected')} />
}
/** The handling unit or one that helps. */
export function TogetherField({ id, value, onChange, about, label }: WidgetProps<string>) {
  const { t, name } = useWords()
  return <Select {...(id ? { id } : {})} value={value ?? null} onChange={(v) => onChange?.(v ?? undefined)} allowClear placeholder={t('form.choose')} aria-label={label} options={optionsOf(about, name, (open) => open !== 'none')} />
}
/** Several of them. */
export function TakersField({ id, value = [], onChange, about, label }: WidgetProps<string[]>) {
  const { t, name } = useWords()
  return <Select {...(id ? { id } : {})} mode="multiple" value={value} onChange={(v: string[]) => onChange?.(v)} placeholder={t('form.choose')} aria-label={label} options={optionsOf(about, name, (open) => open !== 'none')} />
}
