// Opening hours of the district and of single units, each from a day on; and the form that sets new ones.
import { useState } from 'react'
import { Button, Checkbox, Drawer, Form, Input, Select, Switch } from 'antd'
import { Plus } from 'lucide-react'
import { useUnits } from '#look/live.ts'
import { FactChip } from '#look/StateChip.tsx'
import { useWords } from '#look/words.ts'
import { ALWAYS, DISTRICT, readSpans, saySpans, weekdayName, type Change, type Period } from '../words.ts'
import { useUnitName, type CalendarAnswer } from './shared.tsx'

const sayWeek = (week: readonly number[], lang: 'zh' | 'en'): string => {
  const days = [...week].sort((a, b) => a - b)
  const run = days.every((day, n) => n === 0 || day === days[n - 1]! + 1) && days.length > 2
  const short = (day: number) => (lang === 'zh' ? weekdayName.zh[day]! : weekdayName.en[day]!.slice(0, 3))
  return run ? `${short(days[0]!)}${lang === 'zh' ? '至' : '–'}${short(days.at(-1)!)}` : days.map(short).join(lang === 'zh' ? '、' : ', ')
}

export function HoursView({ book, can, ask }: { book: CalendarAnswer; can: boolean; ask: (change: Change) => void }) {
  const { t, lang } = useWords()
  const unitName = useUnitName()
  const [editing, setEditing] = useState<Period>()
  const names = [DISTRICT, ...[...new Set(book.periods.map((period) => period.name))].filter((name) => name !== DISTRICT).sort()]
  const rows = names.flatMap((name) => book.periods.filter((period) => period.name === name).sort((a, b) => (a.from < b.from ? -1 : 1)).map((period, n, all) => ({ period, first: n === 0, now: period.from <= book.today && !(all[n + 1] && all[n + 1]!.from <= book.today) })))
  const base = rows.find((row) => row.period.name === DISTRICT && row.now)!.period
  return (
    <section>
      <div className="page-head"><p className="lead">{t('calendar.hoursLead')}</p>{can && <Button type="primary" icon={<Plus size={16} />} onClick={() => setEditing({ ...base, from: book.today })}>{t('calendar.setHours')}</Button>}</div>
      <div className="tablewrap"><table className="table hours">
        <thead><tr>{(['whose', 'from', 'openHours', 'week', 'holidays', 'shifts'] as const).map((h) => <th key={h} scope="col">{t(`calendar.${h}`)}</th>)}{can && <td />}</tr></thead>
        <tbody>{rows.map(({ period, first, now }) => (
          <tr key={`${period.name} ${period.from}`} className={now || period.from > book.today ? '' : 'off'}>
            <th scope="row">{first ? (period.name === DISTRICT ? t('calendar.district') : unitName(period.name)) : ''}</th>
            <td className="nowrap">{period.from === ALWAYS ? t('calendar.always') : period.from} {now && <FactChip>{t('calendar.inForce')}</FactChip>}</td>
            {period.follows ? <td colSpan={4}>{t('calendar.follows')}</td> : <><td>{saySpans(period.hours)}</td><td>{sayWeek(period.week, lang)}</td><td>{t(period.holidays ? 'calendar.keeps' : 'calendar.worksThrough')}</td><td>{period.name === DISTRICT ? saySpans(period.shifts) : ''}</td></>}
            {can && <td className="end">{period.from > book.today ? <Button size="small" onClick={() => ask({ kind: 'drop-hours', from: period.from, ...(period.name === DISTRICT ? {} : { unit: period.name }) })}>{t('calendar.drop')}</Button> : now && <Button size="small" onClick={() => setEditing({ ...period, from: book.today })}>{t('calendar.other')}</Button>}</td>}
          </tr>
        ))}</tbody>
      </table></div>
      <Drawer open={editing !== undefined} onClose={() => setEditing(undefined)} title={t('calendar.setHours')} size={480} destroyOnHidden>
        {editing && <HoursForm start={editing} today={book.today} go={(change) => { setEditing(undefined); ask(change) }} />}
      </Drawer>
    </section>
  )
}

interface Values { unit?: string; from: string; follows: boolean; hours: string; week: number[]; shifts: string; holidays: boolean }
function HoursForm({ start, today, go }: { start: Period; today: string; go: (change: Change) => void }) {
  const { t, lang, name } = useWords()
  const units = useUnits()
  const [form] = Form.useForm<Values>()
  const unit = Form.useWatch('unit', form), follows = Form.useWatch('follows', form)
  const spans = { validator: (_: unknown, text: string) => ((readSpans(text ?? '')?.length ?? 0) > 0 ? Promise.resolve() : Promise.reject(new Error(t('calendar.spansWrong')))) }
  const finish = (v: Values) => go(v.unit && v.follows ? { kind: 'follow', unit: v.unit, from: v.from }
    : { kind: 'hours', ...(v.unit ? { unit: v.unit } : {}), from: v.from, hours: readSpans(v.hours) as [number, number][], week: [...v.week].sort(), shifts: (v.unit ? start.shifts : readSpans(v.shifts)) as [number, number][], holidays: v.holidays })
  return (
    <Form<Values> form={form} layout="vertical" requiredMark={false} className="genform" onFinish={finish}
      initialValues={{ ...(start.name === DISTRICT ? {} : { unit: start.name }), from: start.from, follows: false, hours: saySpans(start.hours), week: [...start.week], shifts: saySpans(start.shifts), holidays: start.holidays }}>
      <Form.Item name="unit" label={t('calendar.whose')} extra={t('calendar.whoseHint')}><Select allowClear placeholder={t('calendar.district')} showSearch={{ optionFilterProp: 'label' }} options={(units.data?.items ?? []).map((u) => ({ value: u.id, label: name(u.zh, u.en) }))} /></Form.Item>
      <Form.Item name="from" label={t('calendar.from')} rules={[{ required: true, message: t('form.required') }]} extra={t('calendar.fromHint')}><Input type="date" min={today} /></Form.Item>
      {unit && <Form.Item name="follows" valuePropName="checked"><Checkbox>{t('calendar.followsAgain')}</Checkbox></Form.Item>}
      {!(unit && follows) && <>
        <Form.Item name="hours" label={t('calendar.openHours')} rules={[spans]} extra={t('calendar.spansHint')}><Input /></Form.Item>
        <Form.Item name="week" label={t('calendar.week')} rules={[{ required: true, message: t('form.required') }]}><Checkbox.Group options={[1, 2, 3, 4, 5, 6, 7].map((value) => ({ value, label: weekdayName[lang][value]! }))} /></Form.Item>
        <Form.Item name="holidays" label={t('calendar.keepsLabel')} valuePropName="checked" extra={t('calendar.keepsHint')}><Switch /></Form.Item>
        {!unit && <Form.Item name="shifts" label={t('calendar.shifts')} rules={[spans]} extra={t('calendar.shiftsHint')}><Input /></Form.Item>}
      </>}
      <div className="genform-end"><Button type="primary" size="large" htmlType="submit">{t('calendar.try')}</Button></div>
    </Form>
  )
}
