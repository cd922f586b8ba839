// Sources of map tiles a district may switch on: their addresses judged, and the hosts a page may then load pictures from. Pure.
import { z } from 'zod'
import type { Fault } from '#core/problem.ts'
import { tileKinds, type TileSource } from './words.ts'

export const Source = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,30}$/), name: z.string().trim().min(1).max(40), kind: z.enum(tileKinds), url: z.string().max(500).default(''),
  key: z.string().trim().regex(/^[A-Za-z0-9._-]{0,80}$/).optional(), style: z.enum(['vec', 'img', 'ter']).optional(),
  system: z.enum(['wgs84', 'cgcs2000', 'gcj02']), number: z.string().trim().max(60).default(''), attribution: z.string().trim().max(120).default(''),
  minZoom: z.int().min(1).max(22).default(3), maxZoom: z.int().min(1).max(22).default(18), on: z.boolean(),
})
export const Tiles = z.strictObject({ sources: z.array(Source).max(12) })

/** Nothing but letters a host is made of: whatever stands here goes into a header. */
const hostName = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*(:\d{1,5})?$/
const TIANDITU = 't{0-7}.tianditu.gov.cn'

/** `t{0-7}.x.cn` as eight hosts; one host as itself. */
function hostsIn(host: string): string[] | undefined {
  const range = /^([^{}]*)\{(\d)-(\d)\}([^{}]*)$/.exec(host)
  const hosts = range && Number(range[2]) <= Number(range[3]) ? Array.from({ length: Number(range[3]) - Number(range[2]) + 1 }, (_, n) => `${range[1]}${Number(range[2]) + n}${range[4]}`) : [host]
  return hosts.every((each) => hostName.test(each)) ? hosts : undefined
}
const split = (url: string) => /^(https?):\/\/([^/?#]+)(\/[^#]*)$/.exec(url)

const layersOf: Record<string, string[]> = { vec: ['vec', 'cva'], img: ['img', 'cia'], ter: ['ter', 'cta'] }
/** Templates a map can draw from, bottom first; `{h}` stands for one of `hosts`. */
export function templatesOf(source: TileSource): { url: string; hosts: string[] }[] {
  if (source.kind === 'tianditu') {
    return layersOf[source.style ?? 'vec']!.map((layer) => ({
      url: `https://{h}/${layer}_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=${layer}&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk=${source.key ?? ''}`, hosts: hostsIn(TIANDITU)!,
    }))
  }
  const parts = split(source.url)
  return parts ? [{ url: `${parts[1]}://{h}${parts[3]!.replace('{key}', source.key ?? '')}`, hosts: hostsIn(parts[2]!.toLowerCase()) ?? [] }] : []
}

/** What is wrong with the sources, field by field, in words of what would be right. */
export function faultsOfTiles(sources: readonly TileSource[]): Fault[] {
  const faults: Fault[] = []
  const say = (n: number, field: string, zh: string, en: string) => { faults.push({ path: `sources.${n}.${field}`, said: { zh, en } }) }
  sources.forEach((source, n) => {
    if (sources.findIndex((other) => other.id === source.id) !== n) say(n, 'id', `代号“${source.id}”用了两次。`, `The id "${source.id}" is used twice.`)
    if (source.minZoom > source.maxZoom) say(n, 'maxZoom', '最大级别不能小于最小级别。', 'The largest zoom is below the smallest.')
    if (source.kind === 'tianditu') {
      if (source.on && !source.key) say(n, 'key', '天地图要填在其网站申请的密钥（tk，浏览器端）。', 'Tianditu needs a key (tk) of the browser kind, from its own site.')
      if (source.system === 'gcj02') say(n, 'system', '天地图是 CGCS2000。', 'Tianditu is in CGCS2000.')
    } else judgeUrl(source, (zh, en) => say(n, 'url', zh, en))
    // 《地图管理条例》: a public map shows the number under which it was approved.
    if (source.on && source.number === '') say(n, 'number', '要开启，先填这份底图的审图号；它会显示在地图上。', 'Before it is switched on, enter the approval number of this map; it is shown on the map.')
    if (source.on && source.attribution === '') say(n, 'attribution', '要开启，先填图源说明（谁的图）；它会显示在地图上。', 'Before it is switched on, say whose map it is; it is shown on the map.')
  })
  return faults
}
function judgeUrl({ url, kind, key }: TileSource, say: (zh: string, en: string) => void): void {
  const parts = split(url)
  if (/[\s'"<>\\;`]|[^\u0021-\u007e]/.test(url) || !parts) { say('地址要写成 https://域名/…，不能有空格、引号、分号和中文。', 'Write https://host/… without blanks, quotes, semicolons or Chinese.'); return }
  if (parts[2]!.includes('@')) { say('地址里不能写账号密码。', 'The address may hold no account or password.'); return }
  if (!hostsIn(parts[2]!.toLowerCase())) { say('域名不对。可以写 t{0-7}.example.cn 表示八个子域名，不能用 *。', 'The host is not right. t{0-7}.example.cn stands for eight hosts; * is not allowed.'); return }
  for (const name of ['{z}', '{x}', '{y}']) if (!url.includes(name) && !(name === '{y}' && url.includes('{-y}'))) { say(`地址里少了 ${name}：级别 {z}、列 {x}、行 {y}（自下而上的写 {-y}）。`, `The address lacks ${name}: zoom {z}, column {x}, row {y} ({-y} where rows count from below).`); return }
  const strange = url.match(/\{(?!z\}|x\}|y\}|-y\}|key\}|\d-\d\})[^}]*\}?/)
  if (strange) { say(`不认识 ${strange[0].slice(0, 20)}。可用 {z} {x} {y} {-y} {key}。`, `${strange[0].slice(0, 20)} is not known. {z} {x} {y} {-y} {key} are.`); return }
  if (url.includes('{key}') && !key) say('地址里有 {key}，还没填密钥。', 'The address holds {key}, but no key is given.')
  if (kind === 'wmts' && !/TILEMATRIX=/i.test(url) && !/wmts/i.test(url)) say('WMTS 地址里应有 SERVICE=WMTS 或 TILEMATRIX={z}。普通瓦片请选 XYZ。', 'An address of WMTS holds SERVICE=WMTS or TILEMATRIX={z}. For plain tiles choose XYZ.')
}

/** What was saved, or nothing when it is not what we would save today. */
export function sourcesOf(saved: unknown): TileSource[] {
  const read = Tiles.safeParse(saved)
  return read.success ? read.data.sources : []
}
/** Sources of the header `img-src`: scheme and host of what is switched on, and nothing else. */
export const imageHosts = (sources: readonly TileSource[]): string[] =>
  [...new Set(sources.filter((source) => source.on && faultsOfTiles([source]).length === 0).flatMap((source) => templatesOf(source).flatMap(({ url, hosts }) => hosts.map((host) => `${url.split('://')[0]}://${host}`))))]
