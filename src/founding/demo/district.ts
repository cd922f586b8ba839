// The invented district of the demo: areas, map, community units, one account a role, and accounts for every unit.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { newId } from '#kernel/clock.ts'
import type { Tx } from '#kernel/db.ts'
import { hashPassword } from '#kernel/password.ts'
import { DEMO_PASSWORD } from '../../directory/demo-password.ts'
import { areaOf, middleOf, polygonsOf } from '../../directory/ground/measure.ts'
import { bump, takeTurn, writeAreas } from '../../directory/ground/store.ts'
import { rounded, type Geometry } from '../../directory/ground/systems.ts'
import { addAccount, units } from '../../directory/store.ts'

const folder = join(import.meta.dirname, '..', '..', '..', 'demo', 'district')
interface Feature { properties: { kind: string; code: string; name: string; parent?: string }; geometry: Geometry }

/** Areas by code, as an import would bring them in: the first version of each, with size and middle. */
export async function seedAreas(tx: Tx, district: string, now: Date): Promise<Map<string, string>> {
  const { features } = JSON.parse(await readFile(join(folder, 'areas.geojson'), 'utf8')) as { features: Feature[] }
  const ids = new Map(features.map((feature) => [feature.properties.code, newId(now.getTime())]))
  // The district itself was made when it was founded; it gets its outline here.
  const founded = await tx.selectFrom('area').select('id').where('district', '=', district).where('code', '=', features[0]!.properties.code).executeTakeFirstOrThrow()
  ids.set(features[0]!.properties.code, founded.id)
  const edition = await takeTurn(tx, district, now) + 1
  await bump(tx, district, edition, now)
  await writeAreas(tx, district, features.map(({ properties: p, geometry }) => {
    const [lon, lat] = middleOf(geometry)
    return { id: ids.get(p.code)!, parent: p.parent ? ids.get(p.parent)! : null, kind: p.kind, code: p.code, name: p.name, geometry, lon: rounded(lon), lat: rounded(lat), m2: Math.round(areaOf(polygonsOf(geometry))), valid_from: null, valid_to: null, raw: geometry, raw_system: 'wgs84' }
  }), { edition, account: null, at: now })
  await tx.insertInto('map_layer').values({ district, name: 'base', data: await readFile(join(folder, 'base.geojson'), 'utf8') }).execute()
  const communities = features.filter((feature) => feature.properties.kind === 'community').map((feature) => feature.properties)
  await tx.insertInto('unit').values(communities.map((c) => ({
    district, id: newId(now.getTime()), code: `community-${c.code}`, zh: c.name, en: `${c.code[0]!.toUpperCase()}${c.code.slice(1)} Community`, kind: 'community', area: ids.get(c.code)!,
  }))).execute()
  return ids
}

interface Post { login: string; zh: string; en: string; role: string; unit?: string; area?: string }
/** One account a role, as the sign-in page offers them. */
const posts: Post[] = [
  { login: 'clerk', zh: '值班坐席', en: 'Duty clerk', role: 'clerk', unit: 'improvement-office' },
  { login: 'leader', zh: '分管领导', en: 'District leader', role: 'leader', unit: 'improvement-office' },
  { login: 'liaison', zh: '城管中队联络员', en: 'Liaison, urban management', role: 'liaison', unit: 'urban-management' },
  { login: 'unit-head', zh: '城管中队负责人', en: 'Head, urban management', role: 'unit-head', unit: 'urban-management' },
  { login: 'handler', zh: '环发公司处置员', en: 'Handler, Huanfa company', role: 'handler', unit: 'huanfa' },
  { login: 'grid', zh: '石桥社区网格员', en: 'Grid worker, Shiqiao', role: 'grid', area: 'shiqiao' },
  { login: 'inspector', zh: '督查员', en: 'Inspector', role: 'inspector', unit: 'improvement-office' },
  { login: 'community', zh: '石桥社区工作者', en: 'Community worker, Shiqiao', role: 'community', unit: 'community-shiqiao', area: 'shiqiao' },
  { login: 'admin-system', zh: '系统管理员', en: 'System administrator', role: 'admin-system' },
  { login: 'admin-security', zh: '安全管理员', en: 'Security administrator', role: 'admin-security' },
  { login: 'admin-audit', zh: '审计管理员', en: 'Audit administrator', role: 'admin-audit' },
]

/** Account ids by login. Every unit gets a liaison `liaison.<unit>` and a head `unit-head.<unit>`, so that no case of the demo waits for nobody. */
export async function seedAccounts(tx: Tx, district: string, areas: Map<string, string>, now: Date): Promise<Map<string, string>> {
  const all = await units(tx, district)
  const byCode = new Map(all.map((unit) => [unit.code, unit.id]))
  const every: Post[] = [
    ...posts,
    ...all.map((unit) => ({ login: `liaison.${unit.code}`, zh: `${unit.zh}联络员`, en: `Liaison, ${unit.en}`, role: 'liaison', unit: unit.code })),
    ...all.map((unit) => ({ login: `unit-head.${unit.code}`, zh: `${unit.zh}负责人`, en: `Head, ${unit.en}`, role: 'unit-head', unit: unit.code })),
    ...all.filter((unit) => unit.kind === 'community').map((unit) => ({ login: `grid.${unit.code}`, zh: `${unit.zh}网格员`, en: `Grid worker, ${unit.en}`, role: 'grid', area: unit.code.replace('community-', '') })),
  ]
  // One password, one hash: the demo's password is public, and forty argon2 runs would only slow the first start.
  const passwordHash = await hashPassword(DEMO_PASSWORD)
  const ids = new Map<string, string>()
  for (const post of every) {
    const id = newId(now.getTime())
    ids.set(post.login, id)
    await addAccount(tx, district, { id, person: newId(now.getTime()), login: post.login, zh: post.zh, en: post.en, unit: post.unit ? byCode.get(post.unit) ?? null : null, area: post.area ? areas.get(post.area) ?? null : null, roles: [post.role], passwordHash }, now)
  }
  return ids
}
