// A crew as a form: its names, roster, members, beats, channel, and the switch of the last place, which only its own unit turns on.
import { useEffect, useRef } from 'react'
import { Button, Form, Input, Select, Switch } from 'antd'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ask, asProblem, newKey, post } from '#look/api.ts'
import { useMe, useUnits } from '#look/live.ts'
import { Problems } from '#look/pieces.tsx'
import { useWords } from '#look/words.ts'
import type { BeatRow, Channel, CrewRow } from './shared.ts'

interface Values { unit: string; zh: string; en?: string; roster?: string; members: string[]; beats: string[]; channel?: string; place_on: boolean; active: boolean }

export function CrewForm({ crew, unit, beats, channels, done }: { crew: CrewRow | undefined; unit: string | undefined; beats: BeatRow[]; channels: Channel[]; done: () => void }) {
  const { t, say, name } = useWords()
  const client = useQueryClient(), units = useUnits(), me = useMe()
  const [form] = Form.useForm<Values>()
  const of = Form.useWatch('unit', form) ?? crew?.unit ?? unit
  const key = useRef(newKey())
  const choices = useQuery({ queryKey: ['crew-choices', of], enabled: of !== undefined, queryFn: () => ask<{ staff: { id: string; zh: string; en: string }[]; rosters: string[] }>(`/api/unit/${of}/crew-choices`) })
  const save = useMutation({
    mutationFn: ({ unit: to, roster, channel, en, ...rest }: Values) => {
      const body = { ...rest, en: en ?? '', roster: roster ?? null, channel: channel ?? null }
      return crew ? post(`/api/crew/${crew.id}/change`, body, { key: key.current, version: crew.version }) : post('/api/crew', { ...body, unit: to }, { key: key.current })
    },
    onSuccess: () => { void client.invalidateQueries({ queryKey: ['crew'] }); done() },
    onError: (error) => { if (asProblem(error).status > 0) key.current = newKey(); if (asProblem(error).status === 409) void client.invalidateQueries({ queryKey: ['crew'] }) },
  })
  useEffect(() => { for (const fault of save.error ? asProblem(save.error).faults : []) form.setFields([{ name: fault.path.split('.')[0] as keyof Values, errors: [say(fault.said)] }]) }, [save.error])
  const must = [{ required: true, message: t('form.required') }], optional = (label: string) => <>{label}<span className="optional">{t('people.optional')}</span></>
  const own = me.unit?.id === of
  // Whoever has left the unit stays named until taken out.
  const staff = [...choices.data?.staff ?? [], ...(crew?.members ?? []).filter((one) => !choices.data?.staff.some((each) => each.id === one.id))]
  return (
    <Form<Values> form={form} layout="vertical" requiredMark={false} className="genform" disabled={save.isPending} onFinish={(values) => save.mutate({ ...values, unit: of! })}
      initialValues={crew ? { ...crew, roster: crew.roster ?? undefined, channel: crew.channel ?? undefined, members: crew.members.map((one) => one.id) } : { unit, members: [], beats: [], place_on: false, active: true }}>
      {!crew && <Form.Item name="unit" label={t('people.crew.unit')} rules={must}><Select showSearch={{ optionFilterProp: 'label' }} options={(units.data?.items ?? []).filter((one) => one.active).map((one) => ({ value: one.id, label: name(one.zh, one.en) }))} onChange={() => form.setFieldsValue({ members: [], beats: [] } as never)} /></Form.Item>}
      <Form.Item name="zh" label={t('people.unit.zh')} rules={must} extra={t('people.crew.nameHint')}><Input maxLength={40} autoComplete="off" /></Form.Item>
      <Form.Item name="en" label={optional(t('people.unit.en'))}><Input maxLength={60} autoComplete="off" /></Form.Item>
      <Form.Item name="roster" label={optional(t('people.crew.roster'))} extra={choices.data?.rosters.length === 0 ? t('people.crew.rosterNone') : t('people.crew.rosterHint')}><Select allowClear options={(choices.data?.rosters ?? []).map((value) => ({ value, label: value }))} /></Form.Item>
      <Form.Item name="members" label={t('people.crew.members')} extra={t('people.crew.membersHint')}><Select mode="multiple" loading={choices.isFetching} showSearch={{ optionFilterProp: 'label' }} options={staff.map((one) => ({ value: one.id, label: name(one.zh, one.en) }))} /></Form.Item>
      <Form.Item name="beats" label={t('people.crew.beats')}><Select mode="multiple" showSearch={{ optionFilterProp: 'label' }} options={beats.filter((beat) => beat.unit === of && (beat.active || crew?.beats.includes(beat.id))).map((beat) => ({ value: beat.id, label: name(beat.zh, beat.en) }))} /></Form.Item>
      <Form.Item name="channel" label={optional(t('people.crew.told'))} extra={t('people.crew.channelHint')}><Select allowClear placeholder={t('people.crew.inbox')} options={channels.map((one) => ({ value: one.id, label: one.name }))} /></Form.Item>
      <Form.Item name="place_on" label={t('people.crew.placeOn')} valuePropName="checked" extra={t(own ? 'people.crew.placeHint' : 'people.crew.placeOwn')}><Switch disabled={!own && !crew?.place_on} /></Form.Item>
      {crew && <Form.Item name="active" label={t('people.crew.active')} valuePropName="checked"><Switch /></Form.Item>}
      <Problems error={choices.error ?? save.error} />
      <div className="genform-end"><Button type="primary" size="large" htmlType="submit" loading={save.isPending}>{t('people.save')}</Button><Button size="large" onClick={done}>{t('common.cancel')}</Button></div>
    </Form>
  )
}
