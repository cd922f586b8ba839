// The invented people of the demo: schools and Party branches, posts with their duty chains, holders, and a few vacancies as life has them.
import { addDays, dayIn } from '#core/day.ts'
import { newId } from '#kernel/clock.ts'
import type { Tx } from '#kernel/db.ts'
import { savePosts, saveHolders, readRoster } from '../../directory/duty/store.ts'
import type { RosterHolder, RosterPerson, RosterPost, RosterUnit } from '../../directory/duty/roster.ts'
import { savePeople } from '../../directory/person/store.ts'
import { mapAlias } from '../../directory/store.ts'
import { saveGroups, saveUnits } from '../../directory/unit/store.ts'
import { gridPostCode } from '../../directory/workbook/plan.ts'

const more: [string, string, string, string][] = [
  ['school-experimental', '实验小学', 'Experimental primary school', 'school'], ['school-first', '第一中学', 'First middle school', 'school'], ['school-lakeside', '湖滨幼儿园', 'Lakeside kindergarten', 'school'],
  ['party-district-offices', '区级机关党工委', 'Party committee of the district offices', 'party'], ['party-enterprises', '两新组织党委', 'Party committee of enterprises', 'party'],
]
const windows = ['human-resources', 'police-station', 'social-affairs', 'market-supervision', 'traffic-police']
const aliases: [string, string][] = [['城管局', 'urban-management'], ['城市管理中队', 'urban-management'], ['交警大队', 'traffic-police'], ['环卫公司', 'huanfa'], ['文明办', 'improvement-office']]

const surnames = [...'王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆']
const given = ['建国', '秀兰', '志远', '晓燕', '文博', '雨桐', '海峰', '丽华', '明哲', '静怡', '国强', '春梅', '思源', '佳宁', '立新', '玉珍', '浩然', '欣悦', '永康', '桂英', '子墨', '若曦', '德胜', '巧云', '一鸣', '慧敏', '长青', '小满']
/** The n-th invented name: no two of the demo are alike. */
const nameOf = (n: number) => `${surnames[(n * 7) % surnames.length]}${given[(n * 11 + Math.floor(n / surnames.length)) % given.length]}`
/** 1990000xxxx: a block that is nobody's. */
const phoneOf = (n: number) => `1990000${String(1000 + n).slice(-4)}`

/** Which posts stand empty, who is soon to go, who went: every kind of vacancy has its example. */
const vacantHeads = new Set(['services-centre']), vacantLiaisons = new Set(['lanbo', 'school-lakeside']), noDeputy = new Set(['community-donghe'])
const ending = new Map([['property-office', 12], ['community-shiqiao', 25]]), lapsed = new Map([['waste-sorting-office', -18]])
const vacantGrids = new Set(['shiqiao-09', 'donghe-04'])

export async function seedPeople(tx: Tx, district: string, now: Date): Promise<void> {
  const today = dayIn(now)
  const since = addDays(today, -400)
  const before = await readRoster(tx, district)
  const added: RosterUnit[] = more.map(([code, zh, en, kind]) => ({ id: newId(now.getTime()), code, zh, en, kind, area: null, parent: null, from: null, to: null }))
  const office = before.units.find((unit) => unit.code === 'improvement-office')!
  await saveUnits(tx, district, added, today)
  const units = [...before.units, ...added]
  const idOf = new Map(units.map((unit) => [unit.code, unit.id]))
  await saveGroups(tx, district, before.groups.filter((group) => group.code === 'all-windows').map((group) => ({ ...group, members: windows.map((code) => idOf.get(code)!) })))
  for (const [name, code] of aliases) await mapAlias(tx, district, name, idOf.get(code)!, null, now)

  let n = 0
  const people: RosterPerson[] = [], posts: RosterPost[] = [], holders: RosterHolder[] = []
  const somebody = (unit: string | null, known?: RosterPerson): RosterPerson => {
    n++
    const person = { ...(known ?? { id: newId(now.getTime()), code: `R${String(n).padStart(4, '0')}`, erased: false, from: since, to: null }), name: nameOf(n), phone: phoneOf(n), unit: known?.unit ?? unit }
    people.push(person)
    return person
  }
  const post = (code: string, unit: string, zh: string, en: string, duty: RosterPost['duty'], area: string | null = null): RosterPost => {
    const made = { id: newId(now.getTime()), code, unit, zh, en, duty, area, from: null, to: null }
    posts.push(made)
    return made
  }
  const hold = (of: RosterPost, person: RosterPerson, from = since, to: string | null = null) => { holders.push({ id: newId(now.getTime()), post: of.id, person: person.id, from, to }) }
  /** The person behind an account of the demo gets a name. */
  const behind = new Map(before.accounts.map((account) => [account.login, before.people.find((person) => person.id === account.person)!]))

  for (const unit of units) {
    const community = unit.kind === 'community'
    const [head, headEn, deputy, deputyEn] = community ? ['书记', 'Secretary', '副书记', 'Deputy secretary'] : unit.kind === 'company' ? ['总经理', 'General manager', '副总经理', 'Deputy manager'] : unit.kind === 'school' ? ['校长', 'Head', '副校长', 'Deputy head'] : unit.kind === 'party' ? ['书记', 'Secretary', '副书记', 'Deputy secretary'] : ['主要负责人', 'Head', '分管负责人', 'Deputy']
    const first = post(`${unit.code}-head`, unit.id, head!, headEn!, 'duty-holder')
    const headLogin = unit.code === 'urban-management' ? 'unit-head' : `unit-head.${unit.code}`, theHead = behind.get(headLogin)
    if (vacantHeads.has(unit.code)) { if (theHead) somebody(unit.id, theHead) }
    else if (lapsed.has(unit.code)) hold(first, somebody(unit.id, theHead), since, addDays(today, lapsed.get(unit.code)!))
    else hold(first, somebody(unit.id, theHead), since, ending.has(unit.code) ? addDays(today, ending.get(unit.code)!) : null)
    if (!noDeputy.has(unit.code)) hold(post(`${unit.code}-deputy`, unit.id, deputy!, deputyEn!, 'deputy'), somebody(unit.id))
    const liaison = post(`${unit.code}-liaison`, unit.id, '联络员', 'Liaison', 'liaison')
    const login = unit.code === 'urban-management' ? 'liaison' : `liaison.${unit.code}`
    if (!vacantLiaisons.has(unit.code)) hold(liaison, somebody(unit.id, behind.get(login)))
    else if (behind.has(login)) somebody(unit.id, behind.get(login))
  }
  hold(post('huanfa-handler', idOf.get('huanfa')!, '处置员', 'Handler', 'handler'), somebody(null, behind.get('handler')))
  for (const [login, zh, en] of [['clerk', '值班坐席', 'Duty clerk'], ['inspector', '督查员', 'Inspector']] as const) hold(post(`improvement-office-${login}`, office.id, zh, en, 'other'), somebody(null, behind.get(login)))
  for (const login of ['leader', 'community', 'grid']) somebody(null, behind.get(login))

  for (const area of before.areas.filter((each) => each.kind === 'grid')) {
    const unit = units.find((each) => each.area === area.parent)!
    const where = post(gridPostCode(area.code), unit.id, `${area.name}网格员`, `Grid worker, ${area.code}`, 'grid-worker', area.id)
    const login = area.code.endsWith('-01') ? `grid.${unit.code}` : undefined
    if (!vacantGrids.has(area.code)) hold(where, somebody(unit.id, login ? behind.get(login) : undefined), area.code === 'shiqiao-02' ? addDays(today, -60) : since)
    // Whoever had the grid before keeps the history.
    if (area.code === 'shiqiao-02') { const gone = somebody(unit.id); gone.to = addDays(today, -61); hold(where, gone, since, gone.to) }
  }
  await savePeople(tx, district, people)
  await savePosts(tx, district, posts)
  await saveHolders(tx, district, holders)
}
