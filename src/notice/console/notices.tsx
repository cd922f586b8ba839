// Settings of notices: the channels out of the house, who is told what over each, and what the messages say.
import { useState } from 'react'
import { App, Button, Drawer, Tabs } from 'antd'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Plus, Send } from 'lucide-react'
import { ask, post } from '#look/api.ts'
import { useUnits } from '#look/live.ts'
import { useTitle } from '#look/page.ts'
import { Bones, EmptyState, ErrorState, Problems } from '#look/pieces.tsx'
import { FactChip } from '#look/StateChip.tsx'
import { momentOf, nowMs } from '#look/time.ts'
import { useWords } from '#look/words.ts'
import { channelNames, noticeNames, type ChannelKind } from '../words.ts'
import { ChannelForm, RulesForm, TestForm } from './channel.tsx'
import { Templates } from './templates.tsx'

export interface RuleShown { id: string; kinds: string[]; unit: string | null; role: string | null; lang: 'zh' | 'en'; address: string | null }
export interface Channel { id: string; version: number; kind: ChannelKind; name: string; active: boolean; settings: Record<string, string>; has_secret: boolean; failures: number; open_until: string | null; waiting: number; dead: number; last_sent: string | null; rules: RuleShown[] }
type Open = { form: 'new' | 'change' | 'rules' | 'test'; channel?: Channel }

export function Notices() {
  const { t } = useWords()
  useTitle(t('notices.title'))
  return (
    <div className="page">
      <header className="page-head"><h1 className="page-line plain">{t('notices.lead')}</h1></header>
      <Tabs items={[{ key: 'channels', label: t('notices.channels'), children: <Channels /> }, { key: 'templates', label: t('notices.templates'), children: <Templates /> }]} />
    </div>
  )
}

function Channels() {
  const { t, lang, say, name } = useWords()
  const { message, modal } = App.useApp()
  const client = useQueryClient()
  const units = useUnits()
  const [open, setOpen] = useState<Open>()
  const found = useQuery({ queryKey: ['notice-channel'], queryFn: () => ask<{ items: Channel[] }>('/api/notice/channel'), refetchInterval: 15_000 })
  const fresh = () => void client.invalidateQueries({ queryKey: ['notice-channel'] })
  const done = (said: string) => { setOpen(undefined); fresh(); void message.success(said) }
  const remove = useMutation({ mutationFn: (id: string) => ask(`/api/notice/channel/${id}`, { method: 'DELETE' }), onSuccess: fresh })
  if (found.isPending) return <Bones rows={4} />
  if (found.isError) return <ErrorState error={found.error} retry={() => void found.refetch()} />
  const who = (rule: RuleShown) => {
    const unit = units.data?.items.find((one) => one.id === rule.unit)
    const kinds = rule.kinds.length === 0 ? t('notices.everything') : rule.kinds.map((kind) => say(noticeNames[kind]) || kind).join(lang === 'zh' ? '、' : ', ')
    return `${rule.unit ? name(unit?.zh, unit?.en) : rule.role ?? t('notices.everybody')} · ${kinds}${rule.address ? ` → ${rule.address}` : ''}`
  }
  return (
    <>
      <div className="result-next channel-head"><Button type="primary" icon={<Plus size={16} />} onClick={() => setOpen({ form: 'new' })}>{t('notices.add')}</Button></div>
      <Problems error={remove.error} />
      {found.data.items.length === 0 ? <EmptyState title={t('notices.none')} next={t('notices.noneNext')} /> : (
        <ul className="channels">{found.data.items.map((channel) => (
          <li key={channel.id} className={channel.active ? '' : 'off'}>
            <header><h2>{channel.name}</h2><FactChip>{say(channelNames[channel.kind])}</FactChip>{!channel.active && <FactChip>{t('notices.off')}</FactChip>}</header>
            <p className={channel.open_until || channel.dead > 0 ? 'saidwrong' : 'quiet'} role="status">
              {channel.open_until ? t('notices.broken', { n: channel.failures, at: momentOf(channel.open_until, nowMs(), lang) }) : channel.last_sent ? t('notices.last', { at: momentOf(channel.last_sent, nowMs(), lang) }) : t('notices.never')}
              {channel.waiting > 0 && ` ${t('notices.waiting', { n: channel.waiting })}`}{channel.dead > 0 && ` ${t('notices.dead', { n: channel.dead })}`}
            </p>
            {channel.rules.length === 0 ? <p className="quiet">{t('notices.noRules')}</p> : <ul className="rules">{channel.rules.map((rule) => <li key={rule.id}>{who(rule)}</li>)}</ul>}
            <div className="result-next">
              <Button size="small" onClick={() => setOpen({ form: 'rules', channel })}>{t('notices.rules')}</Button>
              <Button size="small" onClick={() => setOpen({ form: 'change', channel })}>{t('notices.change')}</Button>
              <Button size="small" icon={<Send size={14} />} onClick={() => setOpen({ form: 'test', channel })}>{t('notices.test')}</Button>
              <Button size="small" type="text" danger onClick={() => void modal.confirm({ title: t('notices.removeAsk', { name: channel.name }), okText: t('notices.remove'), cancelText: t('common.cancel'), onOk: () => remove.mutateAsync(channel.id) })}>{t('notices.remove')}</Button>
            </div>
          </li>
        ))}</ul>
      )}
      <Drawer open={open !== undefined} onClose={() => setOpen(undefined)} size={560} destroyOnHidden title={open && (open.form === 'new' ? t('notices.add') : `${open.channel!.name} · ${t(`notices.${open.form}`)}`)}>
        {open?.form === 'new' && <ChannelForm save={(body) => post('/api/notice/channel', body)} done={() => done(t('notices.saved'))} />}
        {open?.form === 'change' && <ChannelForm channel={open.channel} save={(body) => post(`/api/notice/channel/${open.channel!.id}/change`, body, { version: open.channel!.version })} done={() => done(t('notices.saved'))} />}
        {open?.form === 'rules' && <RulesForm channel={open.channel!} done={() => done(t('notices.saved'))} />}
        {open?.form === 'test' && <TestForm channel={open.channel!} />}
      </Drawer>
    </>
  )
}
