// A form made from a verb's JSON Schema: the schema the server checks against says the fields, their widgets and their limits.
import { useEffect, useMemo, useRef, useState } from 'react'
import { Button, Form as Antd } from 'antd'
import type { Problem } from '../api.ts'
import { useWide } from '../page.ts'
import { Problems } from '../pieces.tsx'
import { useWords } from '../words.ts'
import { HelperField, LimitField, TakersField, TogetherField, UnitsField } from './beside.tsx'
import { CaseField } from './case.tsx'
import { CategoryField, ConditionField, OwnerField, UnitField } from './find.tsx'
import { Photos } from './photos.tsx'
import { AreaField, PointField } from './place.tsx'
import { Answered, Closing, DayField, MomentField, Day, More, Numeric, OneOf, Passed, Text, TextArea, YesNo } from './plain.tsx'
import { cleaned, fieldsOf, type About, type FieldOf, type WidgetProps } from './schema.ts'

/** A new widget: write it, name it here, and give the field `meta({ widget: 'name' })`. */
const widgets: Record<string, React.ComponentType<WidgetProps>> = {
  string: Text, textarea: TextArea, number: Numeric, boolean: YesNo, 'yes-no': Answered, enum: OneOf, photos: Photos, point: PointField, area: AreaField,
  category: CategoryField, condition: ConditionField, unit: UnitField, owner: OwnerField, case: CaseField, passed: Passed, closing: Closing, 'past-day': DayField, moment: MomentField, units: UnitsField, limit: LimitField, helper: HelperField, together: TogetherField, takers: TakersField, more: More, day: Day,
}
interface Props {
  form: object; about?: About; submit: (values: Record<string, unknown>) => void; busy: boolean; problem: Problem | null | undefined
  /** Two columns on a wide page: words left, place and photos right. */
  wide?: boolean
  /** On a narrow page these come first, in this order, and the others stand folded below. */
  lead?: readonly string[]
  go: string; values?: Record<string, unknown> | undefined; cancel?: (() => void) | undefined
  /** Stands above the button and knows what is written so far. */
  known?: ((written: Record<string, unknown>) => React.ReactNode) | undefined
  /** Put into the fields when it changes; what stands there otherwise stays. */
  fill?: Record<string, unknown> | undefined
}
const none: About = {}
const aside = ['point', 'area']

export function Form({ form, about = none, submit, busy, problem, go, values, cancel, wide = false, lead, fill, known }: Props) {
  const { t, lang, say } = useWords()
  const [antd] = Antd.useForm()
  const written = Antd.useWatch<Record<string, unknown> | undefined>([], antd)
  const roomy = useWide(901)
  const [rest, setRest] = useState(false)
  const short = lead !== undefined && !roomy
  const underway = useRef(new Map<string, number>())
  const fields = useMemo(() => fieldsOf(form), [form])
  const title = ({ property, name }: FieldOf) => (lang === 'en' && property['x-title-en']) || property['x-title-zh'] || name

  useEffect(() => {
    if (!problem) return
    const here = problem.faults.filter((fault) => fields.some((f) => f.name === fault.path.split('.')[0]))
    antd.setFields(fields.map((f) => ({ name: f.name, errors: here.filter((fault) => fault.path.split('.')[0] === f.name).map((fault) => say(fault.said)) })))
    const first = here[0]?.path.split('.')[0]
    if (here.some((fault) => lead && !lead.includes(fault.path.split('.')[0]!))) setRest(true)
    if (first) antd.scrollToField(first, { behavior: 'smooth', block: 'center' })
  }, [problem])
  useEffect(() => { if (fill) { antd.setFieldsValue(fill); setRest(true) } }, [fill])
  const elsewhere = problem?.faults.filter((fault) => !fields.some((f) => f.name === fault.path.split('.')[0])) ?? []

  /** Where it is has been said already; it can still be put right. */
  const folded = (f: FieldOf) => about.point !== undefined && !f.required && ['point', 'area', 'placeText'].includes(f.name) && fields.length > 3
  const item = (f: FieldOf) => {
    const Widget = widgets[f.widget] ?? Text
    const need = f.widget === 'photos' ? Math.max(f.property.minItems ?? 0, about.photosNeeded ?? 0) : 0
    return (
      <Antd.Item key={f.name} name={f.name} label={title(f)} required={f.required || need > 0} className={`w-${f.widget}`}
        rules={[
          ...(f.required ? [{ required: true, message: t('form.required') }] : []),
          ...(f.widget === 'photos' ? [{ validator: async () => { if (underway.current.get(f.name)) throw new Error(t('photo.underway')) } }] : []),
          ...(need ? [{ validator: async (_: unknown, list?: string[]) => { if ((list?.length ?? 0) < need) throw new Error(t('form.min', { n: need })) } }] : []),
        ]}>
        <Widget property={f.property} about={about} label={title(f)} underway={(n) => underway.current.set(f.name, n)} />
      </Antd.Item>
    )
  }

  return (
    <Antd form={antd} layout="vertical" requiredMark={(label, { required }) => <>{label}{!required && <span className="optional">{t('api.optional')}</span>}</>} initialValues={values ?? {}} disabled={busy} scrollToFirstError
      onValuesChange={(changed) => antd.setFields(Object.keys(changed).map((name) => ({ name, errors: [] })))} onFinish={(given) => submit(cleaned(given))} onFinishFailed={({ errorFields }) => { if (errorFields.some((f) => lead && !lead.includes(String(f.name[0])))) setRest(true) }} validateTrigger="onSubmit" className="genform">
      {short ? <>
        {lead.flatMap((name) => fields.filter((f) => f.name === name)).map(item)}
        <details className="genform-fold" open={rest} onToggle={(e) => setRest(e.currentTarget.open)}><summary>{t('form.rest')}<small>{fields.filter((f) => !lead.includes(f.name)).map(title).join(lang === 'zh' ? '、' : ', ')}</small></summary>{fields.filter((f) => !lead.includes(f.name)).map(item)}</details>
      </> : wide ? <div className="genform-two"><div>{fields.filter((f) => !folded(f) && !aside.includes(f.widget)).map(item)}</div><div>{fields.filter((f) => !folded(f) && aside.includes(f.widget)).map(item)}</div></div> : fields.filter((f) => !folded(f)).map(item)}
      {!short && fields.some(folded) && <details className="genform-fold"><summary>{t('form.otherPlace')}</summary>{fields.filter(folded).map(item)}</details>}
      {known?.(cleaned(written ?? {}))}
      <Problems error={problem} />
      {elsewhere.length > 0 && <ul className="saidwrong">{elsewhere.map((fault) => <li key={fault.path}>{say(fault.said)}</li>)}</ul>}
      <div className="genform-end">
        <Button type="primary" htmlType="submit" loading={busy} size="large">{busy ? t('verb.sending') : problem?.status === 0 ? t('form.again') : go}</Button>
        {cancel && <Button size="large" type="text" onClick={cancel}>{t('verb.cancel')}</Button>}
      </div>
    </Antd>
  )
}
