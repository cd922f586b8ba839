// The settings of notices: channels, who is told over them, templates, a test that really sends.
import { z } from 'zod'
import { problem, type Fault } from '#core/problem.ts'
import { change } from '#kernel/change.ts'
import { newId } from '#kernel/clock.ts'
import { nameId } from '#kernel/log.ts'
import { isListed, NotSent } from '#kernel/outside.ts'
import { route } from '#kernel/route.ts'
import { notFound, stale, versionNeeded } from '#kernel/run.ts'
import { otherKey, seal, unseal } from '#kernel/secret.ts'
import { parseInput, wrongInput } from '#kernel/wrong-input.ts'
import { sealedAs, targetOf, valuesOf } from './deliver.ts'
import { send } from './send/send.ts'
import { addChannel, addressAs, changeChannel, channelOf, channelsOf, newRuleId, ownTemplates, removeChannel, replaceRules, rulesOf, templateOf, writeTemplate, type RuleRow } from './store.ts'
import { faultsOfTemplate, fill } from './template.ts'
import { ChangeChannel, channelFields, NewChannel, noticeKinds, Rules, shippedTemplate, shippedTemplates, Template, TestSend, type ChannelKind } from './words.ts'

export const testFailed = problem<{ why: string }>('notice.test-failed', 502, ({ why }) => ({
  zh: `没发出去（${why}）。${sayWhy[why]?.zh ?? '请核对地址、密钥和对方的说明。'}`, en: `It was not sent (${why}). ${sayWhy[why]?.en ?? 'Check the address, the key and what the other side asks for.'}`,
}))
const sayWhy: Record<string, { zh: string; en: string }> = {
  'host-forbidden': { zh: '这个地址在本网内，要先由运维写进 DIANFAN_PRIVATE_HOSTS。', en: 'This address lies in the own network; the operator must list it in DIANFAN_PRIVATE_HOSTS.' },
  'not-encrypted': { zh: '外网只能用加密连接。', en: 'Outside the own network only encrypted connections are used.' },
  'host-unknown': { zh: '找不到这个主机名。', en: 'There is no such host.' }, 'no-answer-in-time': { zh: '对方没有按时应答。', en: 'The other side did not answer in time.' },
  'robot.310000': { zh: '钉钉不收：关键词或加签不对。', en: 'DingTalk refused: the keyword or the signature is not right.' }, 'robot.93000': { zh: '企业微信不认这个机器人地址。', en: 'WeCom does not know this robot.' },
}
const noChannel = () => notFound({ noun: 'notice' })

/** What a channel of its kind needs; the faults name the field. `had`: secrets that stay as they are. */
function checkFields(kind: ChannelKind, fields: Record<string, string | undefined>, had: Record<string, string>, listed: readonly string[]): { settings: Record<string, string>; secret: Record<string, string> } {
  const faults: Fault[] = [], settings: Record<string, string> = {}, secret: Record<string, string> = {}
  const wrong = (name: string, zh: string, en: string) => faults.push({ path: `fields.${name}`, said: { zh, en } })
  for (const name of Object.keys(fields)) if (!channelFields[kind].some((about) => about.name === name)) wrong(name, '这种渠道没有这一项。', 'A channel of this kind has no such field.')
  for (const about of channelFields[kind]) {
    const value = fields[about.name]?.trim() || (about.secret ? had[about.name] : undefined)
    if (!value) { if (about.needed) wrong(about.name, '必填。', 'This field is needed.'); continue }
    if (/[\r\n\0]/.test(value)) { wrong(about.name, '不能换行。', 'No line ends here.'); continue }
    if (about.name === 'url' || about.name === 'robot') {
      const url = URL.canParse(value) ? new URL(value) : undefined
      if (!url || !['http:', 'https:'].includes(url.protocol) || url.username !== '') wrong(about.name, '要是完整的网址，如 https://…，不带用户名。', 'This must be a full address such as https://…, without a user name.')
      else if (url.protocol === 'http:' && !isListed(url.hostname, Number(url.port) || 80, listed)) wrong(about.name, '外网只能用 https；本网主机要先写进 DIANFAN_PRIVATE_HOSTS。', 'Outside only https; a host of the own network must be listed in DIANFAN_PRIVATE_HOSTS first.')
    }
    if (about.name === 'server' && !/^[\w.-]{1,253}(:\d{1,5})?$/.test(value)) wrong('server', '要像 smtp.example.cn:465。', 'This must look like smtp.example.cn:465.')
    if (about.name === 'security' && !['tls', 'starttls', 'none'].includes(value)) wrong('security', '只能是 tls、starttls 或 none。', 'One of tls, starttls, none.')
    if (about.name === 'from' && !isMail(value)) wrong('from', '要是邮件地址。', 'This must be a mail address.')
    if (about.name === 'key' && value.length < 16) wrong('key', '至少16个字符。', 'At least 16 characters.')
    if (about.name === 'body' && !/\{phone\}/.test(value)) wrong('body', '要有 {phone}。', 'It must name {phone}.')
    if (about.secret) secret[about.name] = value
    else settings[about.name] = value
  }
  if (faults.length > 0) throw wrongInput({}, faults)
  return { settings, secret }
}
const isMail = (text: string): boolean => /^[^\s@<>,;"()]{1,64}@[\w.-]{1,190}\.?[\w-]{1,60}$/.test(text)
const isNumber = (text: string): boolean => /^\+?\d{5,15}$/.test(text)
function checkAddress(kind: ChannelKind, address: string, path: string): void {
  if (kind === 'smtp' ? isMail(address) : kind === 'sms' ? isNumber(address) : false) return
  throw wrongInput({}, [{ path, said: kind === 'smtp' ? { zh: '要是邮件地址。', en: 'This must be a mail address.' } : kind === 'sms' ? { zh: '要是电话号码，只写数字。', en: 'This must be a phone number, digits only.' } : { zh: '这种渠道不用写地址。', en: 'A channel of this kind takes no address.' } }])
}

const Shown = z.looseObject({ id: z.uuid(), kind: z.string(), name: z.string(), active: z.boolean(), has_secret: z.boolean() })
const list = route({
  method: 'GET', path: '/api/notice/channel', name: 'notice.list-channels', permission: 'settings', title: { zh: '通知渠道', en: 'Channels of notices' }, answer: z.object({ items: z.array(Shown) }), problems: [otherKey],
  run: async ({ actor }, house) => {
    const { district } = actor!, rules = await rulesOf(house.db, district)
    // An address is shown only so far that it can be told from another.
    const shown = (rule: RuleRow) => ({ ...rule, address: rule.address === null ? null : hint(unseal(house.config, addressAs(district, rule.id), rule.address)) })
    return { json: { items: (await channelsOf(house.db, district, house.clock.now())).map((channel) => ({ ...channel, rules: rules.filter((rule) => rule.channel === channel.id).map(shown) })) } }
  },
})
const hint = (address: string): string => (address.includes('@') ? `${address[0]}***@${address.split('@')[1]}` : `${address.slice(0, 3)}${'*'.repeat(Math.max(3, address.length - 5))}${address.slice(-2)}`)

const audit = (id: string, fact: { type: string }) => [{ stream: 'notice', id, facts: [fact] }]
const create = route({
  method: 'POST', path: '/api/notice/channel', name: 'notice.add-channel', permission: 'settings', title: { zh: '加渠道', en: 'Add a channel' }, input: NewChannel, creates: true, answer: z.object({ id: z.uuid() }), problems: [otherKey],
  example: { kind: 'webhook', name: '城管平台', fields: { url: 'https://example.cn/hook', key: '…' } },
  run: async (asked, house) => {
    const { kind, name, fields } = parseInput(NewChannel, asked.input), { district } = asked.actor!
    const { settings, secret } = checkFields(kind, fields, {}, house.config.privateHosts)
    return await change(asked, house, async (tx, now) => {
      const id = newId(now.getTime())
      await addChannel(tx, district, { id, kind, name, settings, secret: Object.keys(secret).length > 0 ? seal(house.config, sealedAs(district, id), JSON.stringify(secret)) : null }, now)
      return { status: 201, json: { id }, audit: audit(id, { type: 'channel-added', kind } as { type: string }) }
    })
  },
})
const alter = route({
  method: 'POST', path: '/api/notice/channel/{id}/change', name: 'notice.change-channel', permission: 'settings', versioned: true, title: { zh: '改渠道', en: 'Change a channel' }, input: ChangeChannel, answer: z.object({ version: z.int() }),
  problems: [otherKey, stale, versionNeeded, notFound], example: { name: '城管平台', active: true, fields: { url: 'https://example.cn/hook' } },
  run: async (asked, house) => {
    const { name, active, fields } = parseInput(ChangeChannel, asked.input), { district } = asked.actor!, id = asked.params.id!
    if (asked.expected === undefined) throw versionNeeded({})
    const expected = asked.expected
    return await change(asked, house, async (tx, now) => {
      const row = await channelOf(tx, district, id)
      if (!row) throw noChannel()
      // A secret that is not given again stays; it is never shown, so nobody can send it back.
      const had = row.secret ? (JSON.parse(unseal(house.config, sealedAs(district, id), row.secret)) as Record<string, string>) : {}
      // A secret stays only where the address stays: a kept key must not be carried to another target by whoever does not know it.
      const moved = (['url', 'server'] as const).some((part) => row.settings[part] !== undefined && fields[part] !== undefined && fields[part]!.trim() !== row.settings[part])
      const { settings, secret } = checkFields(row.kind, fields, moved ? {} : had, house.config.privateHosts)
      if (!(await changeChannel(tx, district, id, expected, { name, active, settings, secret: Object.keys(secret).length > 0 ? seal(house.config, sealedAs(district, id), JSON.stringify(secret)) : null }, now))) throw stale({ what: '这个渠道已经有人改过', whatEn: 'Somebody has changed this channel', current: row.version })
      return { json: { version: expected + 1 }, audit: audit(id, { type: 'channel-changed', active } as { type: string }) }
    })
  },
})
const remove = route({
  method: 'DELETE', path: '/api/notice/channel/{id}', name: 'notice.remove-channel', permission: 'settings', title: { zh: '删渠道', en: 'Remove a channel' }, answer: z.object({ removed: z.literal(true) }), problems: [notFound],
  run: async (asked, house) => await change(asked, house, async (tx, now) => {
    if (!(await removeChannel(tx, asked.actor!.district, asked.params.id!, now))) throw noChannel()
    return { json: { removed: true }, audit: audit(asked.params.id!, { type: 'channel-removed' }) }
  }),
})
const setRules = route({
  method: 'POST', path: '/api/notice/channel/{id}/rules', name: 'notice.set-rules', permission: 'settings', title: { zh: '定谁收什么', en: 'Say who is told what' }, input: Rules, answer: z.object({ rules: z.int() }), problems: [notFound, otherKey],
  example: { rules: [{ kinds: ['case.dispatched'], unit: null, role: null, lang: 'zh' }] },
  run: async (asked, house) => {
    const { rules } = parseInput(Rules, asked.input), { district } = asked.actor!, id = asked.params.id!
    return await change(asked, house, async (tx, now) => {
      const channel = await channelOf(tx, district, id)
      if (!channel) throw noChannel()
      const had = new Map((await rulesOf(tx, district, id)).map((rule) => [rule.id, rule.address]))
      const made = rules.map((rule, n) => {
        const kept = rule.id !== undefined && had.has(rule.id), ruleId = kept ? rule.id! : newRuleId(now)
        const address = rule.address?.trim() || undefined
        if (address !== undefined) checkAddress(channel.kind, address, `rules.${n}.address`)
        const sealed = address !== undefined ? seal(house.config, addressAs(district, ruleId), address) : kept ? had.get(ruleId)! : null
        if (channel.kind === 'smtp' && sealed === null) throw wrongInput({}, [{ path: `rules.${n}.address`, said: { zh: '邮件要写收件地址。', en: 'E-mail needs an address to go to.' } }])
        return { id: ruleId, kinds: [...new Set(rule.kinds)], unit: rule.unit, role: rule.role, lang: rule.lang, address: sealed }
      })
      await replaceRules(tx, district, id, made, now)
      return { json: { rules: made.length }, audit: audit(id, { type: 'rules-changed', rules: made.length } as { type: string }) }
    })
  },
})
const sample = (url: string, lang: 'zh' | 'en') => valuesOf(lang, 'case.dispatched', { number: '20261123-0001', state: 'dispatched', category_zh: '暴露垃圾', category_en: 'Exposed rubbish', unit_zh: '环发公司', unit_en: 'Huanfa', area: '东社区', district_zh: 'x区', district_en: 'District x', due_at: new Date('2026-11-24T09:30:00Z') }, `${url}/`)
const test = route({
  method: 'POST', path: '/api/notice/channel/{id}/test', name: 'notice.test-channel', keyed: false, permission: 'settings', title: { zh: '发一条试试', en: 'Send a test' }, input: TestSend, answer: z.object({ sent: z.literal(true), ms: z.int() }), problems: [notFound, otherKey, testFailed], example: {},
  run: async (asked, house) => {
    const { address } = parseInput(TestSend, asked.input), { district } = asked.actor!
    const channel = await channelOf(house.db, district, asked.params.id!)
    if (!channel) throw noChannel()
    const to = address?.trim() || undefined
    if (channel.kind === 'smtp' || channel.kind === 'sms') checkAddress(channel.kind, to ?? '', 'address')
    else if (to !== undefined) checkAddress(channel.kind, to, 'address')
    const now = house.clock.now(), key = newId(now.getTime()), began = performance.now()
    const text = fill(`【测试 Test】${(await templateOf(house.db, district, 'case.dispatched', 'zh')).body}`, sample(house.config.url, 'zh'))
    try { await send(targetOf(house, district, channel), { key, kind: 'notice.test', at: now, to, subject: '【测试】典范通知 Test', text, data: { test: true } }) } catch (error) { throw error instanceof NotSent ? testFailed({ why: error.kind }) : error }
    return { json: { sent: true, ms: Math.round(performance.now() - began) } }
  },
})

const templates = route({
  method: 'GET', path: '/api/notice/template', name: 'notice.list-templates', permission: 'settings', title: { zh: '通知模板', en: 'Templates of notices' },
  answer: z.object({ items: z.array(z.object({ kind: z.string(), lang: z.string(), subject: z.string(), body: z.string(), own: z.boolean() })) }),
  run: async ({ actor }, { db }) => {
    const own = await ownTemplates(db, actor!.district)
    return { json: { items: noticeKinds.flatMap((kind) => (['zh', 'en'] as const).map((lang) => { const mine = own.find((row) => row.kind === kind && row.lang === lang); return { kind, lang, ...(mine ? { subject: mine.subject, body: mine.body } : shippedTemplate(kind, lang)), own: mine !== undefined } })) } }
  },
})
function checkTemplate(input: z.output<typeof Template>): void {
  const faults = [...faultsOfTemplate('subject', input.subject), ...faultsOfTemplate('body', input.body)]
  if (!(noticeKinds as readonly string[]).includes(input.kind)) faults.push({ path: 'kind', said: { zh: `只能是：${noticeKinds.join('、')}。`, en: `One of: ${noticeKinds.join(', ')}.` } })
  if (/[\r\n]/.test(input.subject)) faults.push({ path: 'subject', said: { zh: '标题只有一行。', en: 'A subject is one line.' } })
  if (input.body.trim() !== '' && input.subject.trim() === '') faults.push({ path: 'subject', said: { zh: '必填。', en: 'This field is needed.' } })
  if (faults.length > 0) throw wrongInput({}, faults)
}
const write = route({
  method: 'POST', path: '/api/notice/template', name: 'notice.write-template', permission: 'settings', title: { zh: '改模板（内容空着就用自带的）', en: 'Write a template (an empty one: as shipped)' }, input: Template, answer: z.object({ own: z.boolean() }), example: { kind: 'case.dispatched', lang: 'zh', ...shippedTemplates.zh },
  run: async (asked, house) => {
    const input = parseInput(Template, asked.input)
    checkTemplate(input)
    return await change(asked, house, async (tx, now) => {
      await writeTemplate(tx, asked.actor!.district, input, now)
      return { json: { own: input.body.trim() !== '' }, audit: audit(nameId('notice', `${input.kind}/${input.lang}`), { type: 'template-written', kind: input.kind, lang: input.lang } as { type: string }) }
    })
  },
})
const preview = route({
  method: 'POST', path: '/api/notice/template/preview', name: 'notice.preview-template', keyed: false, permission: 'settings', title: { zh: '看看样子', en: 'Preview a template' }, input: Template, answer: z.object({ subject: z.string(), body: z.string() }), example: { kind: 'case.dispatched', lang: 'zh', ...shippedTemplates.zh },
  run: async (asked, { config }) => {
    const input = parseInput(Template, asked.input)
    checkTemplate(input)
    const values = { ...sample(config.url, input.lang), title: valuesOf(input.lang, input.kind, undefined, '').title! }
    return { json: { subject: fill(input.subject, values), body: fill(input.body, values) } }
  },
})
/** By name and kind only: whoever edits a crew chooses one, and sees nothing of where it leads. E-mail needs an address of its own and is for rules. */
const crewChannels = route({
  method: 'GET', path: '/api/notice/crew-channel', name: 'notice.crew-channels', permission: 'crew.edit', title: { zh: '班组可用的通知渠道', en: 'Channels a crew may be told over' }, answer: z.object({ items: z.array(z.object({ id: z.uuid(), kind: z.string(), name: z.string() })) }),
  run: async ({ actor }, { db, clock }) => ({ json: { items: (await channelsOf(db, actor!.district, clock.now())).filter((one) => one.active && one.kind !== 'smtp').map(({ id, kind, name }) => ({ id, kind, name })) } }),
})
export const channelRoutes = [crewChannels, list, create, alter, remove, setRules, test, templates, write, preview]
