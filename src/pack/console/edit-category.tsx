// One category in the editor: its limits, who answers row by row, switched off or not; each value with where it came from.
import { useState } from 'react'
import { Button, Checkbox, DatePicker, Input, InputNumber, Select, TreeSelect } from 'antd'
import { ArrowUp, Plus, Undo2, X } from 'lucide-react'
import dayjs from 'dayjs'
import { useQuery } from '@tanstack/react-query'
import { clockKinds, type ClockKind } from '#core/clock-kind.ts'
import { useAreas, useUnits, type Area } from '#look/live.ts'
import { dayOf } from '#look/time.ts'
import { ask } from '#look/api.ts'
import { limitOf, useWords } from '#look/words.ts'
import type { OverlayCategory } from '../overlay.ts'
import type { Category, ResponsibilityRule } from '../words.ts'

export interface Value { category: string; condition: string | null; field: string; origin: { from: 'shipped' | 'sheet' | 'district'; version: number; file: string | null; line: number | null; at: string; by: { zh: string; en: string } | null; why: string | null } }

export function EditCategory({ base, mine, values, put }: { base: Category; mine: OverlayCategory | undefined; values: readonly Value[]; put: (next: OverlayCategory | undefined) => void }) {
  const { t, lang, name } = useWords()
  const change = (part: Partial<OverlayCategory>) => put({ code: base.code, ...mine, ...part })
  const rules = mine?.rules ?? base.rules
  const conditionOf = (id: string) => mine?.conditions?.find((each) => each.id === id)
  const setLimit = (id: string, limit: { amount: number; kind: ClockKind } | undefined) => {
    const rest = (mine?.conditions ?? []).filter((each) => each.id !== id)
    const { limit: _old, ...kept } = conditionOf(id) ?? { id }
    const next = limit ? { ...kept, id, limit } : 'evidence' in kept ? { ...kept, id } : undefined
    change({ conditions: next ? [...rest, next] : rest })
  }
  const called = useCalled()
  // A pack has dozens of categories with a dozen fields each: only what is open is drawn.
  const [open, setOpen] = useState(false)
  return (
    <details className={`editcat ${mine ? 'changed' : ''} ${mine?.off ? 'off' : ''}`} onToggle={(e) => setOpen(e.currentTarget.open)}>
      <summary><b>{name(base.title.zh, base.title.en)}</b><span>{mine?.off ? t('rules.off') : <>{base.conditions.map((c) => limitOf(conditionOf(c.id)?.limit ?? c.limit, lang)).join(' / ')} · {rules.length === 0 ? t('rules.territory') : rules.map((r) => called(r.to)).join(' → ')}</>}</span></summary>
      {open && <div className="editcat-in">
        <Checkbox checked={mine?.off === true} onChange={(e) => { if (e.target.checked) put({ code: base.code, off: true }); else put(undefined) }}>{t('rules.off')} <span className="hint">{t('rules.offNote')}</span></Checkbox>
        {!mine?.off && <>
          {base.conditions.map((c) => {
            const own = conditionOf(c.id)?.limit
            const limit = own ?? c.limit
            return (
              <div key={c.id} className="editcond">
                <div>{name(c.text.zh, c.text.en)}<Origin of={values.find((v) => v.condition === c.id && v.field === 'limit')} />{own && <small>{t('rules.below', { value: limitOf(c.limit, lang) })} <button type="button" className="link" onClick={() => setLimit(c.id, undefined)}><Undo2 size={13} aria-hidden="true" />{t('rules.back')}</button></small>}</div>
                <div className="editlimit">
                  <InputNumber min={1} max={3650} precision={0} value={limit.amount} onChange={(v) => { if (v) setLimit(c.id, { amount: v, kind: limit.kind }) }} aria-label={`${t('rules.limit')} ${c.id}`} />
                  <Select value={limit.kind} onChange={(kind) => setLimit(c.id, { amount: limit.amount, kind })} aria-label={`${t('rules.limit')} ${c.id}`} options={clockKinds.map((kind) => ({ value: kind, label: t(`rules.clock.${kind}`) }))} />
                </div>
              </div>
            )
          })}
          <div>
            <b>{t('rules.rules')}</b><Origin of={values.find((v) => v.field === 'rules')} />
            {mine?.rules && <button type="button" className="link" onClick={() => { const { rules: _gone, ...rest } = mine; put(Object.keys(rest).length > 1 ? rest : undefined) }}><Undo2 size={13} aria-hidden="true" />{t('rules.back')}</button>}
            {rules.map((rule, n) => <EditRule key={n} rule={rule} row={n + 1} put={(next) => change({ rules: next ? rules.map((each, m) => (m === n ? next : each)) : rules.filter((_, m) => m !== n) })} {...(n > 0 ? { up: () => change({ rules: rules.map((each, m) => (m === n - 1 ? rule : m === n ? rules[n - 1]! : each)) }) } : {})} />)}
            <Button size="small" icon={<Plus size={14} />} onClick={() => change({ rules: [...rules, { to: 'territory' }] })}>{t('rules.add')}</Button>
          </div>
        </>}
      </div>}
    </details>
  )
}

/** Unit codes and the two words of a rule as names; groups come along. */
function useCalled() {
  const { t, name } = useWords()
  const units = useUnits()
  const groups = useGroups()
  return (code: string) => { const u = [...(units.data?.items ?? []), ...groups].find((each) => each.code === code); return u ? name(u.zh, u.en) : code === 'territory' ? t('rules.territory') : code === 'owner' ? t('rules.owner') : code }
}
const useGroups = () => useQuery({ queryKey: ['pack', 'groups'], queryFn: () => ask<{ items: { code: string; zh: string; en: string }[] }>('/api/pack/groups'), staleTime: 60_000 }).data?.items ?? []

function Origin({ of }: { of: Value | undefined }) {
  const { t, lang, say } = useWords()
  if (!of) return null
  const { from, file, line, by, at, why } = of.origin
  return <p className="origin">{from === 'district' ? <>{by ? t('rules.by', { who: say(by) }) : t('rules.district')} · {dayOf(at, lang)}{why && ` · ${why}`}</> : file && line ? t('rules.origin', { file, line }) : from === 'shipped' ? t('rules.shipped') : `${t('rules.sheet')} ${file ?? ''}`}</p>
}

const codesOf = (areas: readonly Area[]) => { interface Node { value: string; title: string; children: Node[] } const nodes = new Map(areas.map((a) => [a.id, { value: a.code, title: a.name, children: [] as Node[] }])); const roots: Node[] = []; for (const a of areas) ((a.parent && nodes.get(a.parent)?.children) || roots).push(nodes.get(a.id)!); return roots }

function EditRule({ rule, row, put, up }: { rule: ResponsibilityRule; row: number; put: (next: ResponsibilityRule | undefined) => void; up?: () => void }) {
  const { t, name } = useWords()
  const units = useUnits()
  const areas = useAreas()
  const groups = useGroups()
  const named = [...(units.data?.items ?? []), ...groups].map((u) => ({ value: u.code, label: name(u.zh, u.en) }))
  const to = [{ value: 'territory', label: t('rules.territory') }, { value: 'owner', label: t('rules.owner') }, ...named]
  const { when } = rule
  const set = <K extends keyof ResponsibilityRule>(part: K, value: ResponsibilityRule[K] | undefined) => { const { [part]: _old, ...rest } = rule; put({ ...rest, ...(value === undefined ? {} : { [part]: value }) } as unknown as ResponsibilityRule) }
  const time = (part: Partial<NonNullable<ResponsibilityRule['when']>>) => {
    const next = Object.fromEntries(Object.entries({ ...when, ...part }).filter(([, v]) => v !== undefined && !(Array.isArray(v) && v.length === 0)))
    set('when', Object.keys(next).length > 0 ? next : undefined)
  }
  return (
    <div className="editrule">
      <span className="quiet">{row}</span>
      <label><small>{t('rules.to')}</small><Select value={rule.to} onChange={(v) => set('to', v)} showSearch={{ optionFilterProp: 'label' }} options={to.some((o) => o.value === rule.to) ? to : [{ value: rule.to, label: rule.to }, ...to]} aria-label={`${t('rules.to')} ${row}`} /></label>
      <label><small>{t('rules.areas')}</small><TreeSelect<string[]> value={rule.areas ?? []} onChange={(v) => set('areas', v.length > 0 ? v : undefined)} treeData={codesOf(areas.data?.items ?? [])} multiple allowClear maxTagCount={2} showSearch={{ treeNodeFilterProp: 'title' }} placeholder={t('rules.whole')} aria-label={`${t('rules.areas')} ${row}`} /></label>
      <label><small>{t('rules.owners')}</small><Select mode="multiple" maxTagCount={1} value={rule.owners ?? []} onChange={(v) => set('owners', v.length > 0 ? v : undefined)} showSearch={{ optionFilterProp: 'label' }} options={named} placeholder={t('rules.anyOwner')} aria-label={`${t('rules.owners')} ${row}`} /></label>
      <span>{up && <Button size="small" type="text" icon={<ArrowUp size={15} />} onClick={up} aria-label={`${t('rules.up')} ${row}`} />}<Button size="small" type="text" icon={<X size={15} />} onClick={() => put(undefined)} aria-label={`${t('rules.remove')} ${row}`} /></span>
      <div className="when">
        <label><small>{t('rules.from')}</small><DatePicker value={when?.from ? dayjs(when.from) : null} onChange={(v) => time({ from: v?.format('YYYY-MM-DD') })} aria-label={`${t('rules.from')} ${row}`} /></label>
        <label><small>{t('rules.until')}</small><DatePicker value={when?.until ? dayjs(when.until) : null} onChange={(v) => time({ until: v?.format('YYYY-MM-DD') })} aria-label={`${t('rules.until')} ${row}`} /></label>
        <label><small>{t('rules.days')}</small><Select mode="multiple" maxTagCount={2} value={when?.days ?? []} onChange={(days) => time({ days })} placeholder={t('rules.everyDay')} aria-label={`${t('rules.days')} ${row}`} options={([1, 2, 3, 4, 5, 6, 7] as const).map((d) => ({ value: d, label: t(`rules.day.d${d}`) }))} /></label>
        <label><small>{t('rules.hours')}</small><Input defaultValue={when?.hours?.join(', ') ?? ''} onBlur={(e) => time({ hours: e.target.value.split(/[,，、\s]+/).filter(Boolean) })} placeholder={t('rules.hoursHint')} aria-label={`${t('rules.hours')} ${row}`} /></label>
      </div>
    </div>
  )
}
