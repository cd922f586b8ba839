// What can be asked about the district: areas, units, map layers, accounts; and the changes of accounts.
import { z } from 'zod'
import { dayIn } from '#core/day.ts'
import { problem } from '#core/problem.ts'
import { change } from '#kernel/change.ts'
import { newId } from '#kernel/clock.ts'
import { isUniqueViolation } from '#kernel/db.ts'
import { checkStrength, hashPassword, weakPassword } from '#kernel/password.ts'
import { tooBusy } from '#kernel/turns.ts'
import { route } from '#kernel/route.ts'
import { notFound } from '#kernel/run.ts'
import { parseInput } from '#kernel/wrong-input.ts'
import { proposeIn } from '#kernel/two-person/propose.ts'
import { changeRoles, oneAdmin, oneAdminPerson, rolesApart, Roles, unknownRole } from './rights.ts'
import { addAccount, areas, areasGeoJson, layer, setActive, units } from './store.ts'
import { isOver } from './ground/day.ts'
import { loginName } from './words.ts'

const Area = z.object({ id: z.uuid(), parent: z.uuid().nullable(), kind: z.string(), code: z.string(), name: z.string(), m2: z.number().nullable(), lon: z.number().nullable(), lat: z.number().nullable(), valid_from: z.string().nullable(), valid_to: z.string().nullable() })
const areaList = route({
  method: 'GET', path: '/api/area', name: 'area.list', permission: 'directory.list', title: { zh: '辖区', en: 'Areas' }, answer: z.object({ items: z.array(Area) }),
  // Those that have ended are asked for by name: nobody may choose them for anything new.
  query: z.strictObject({ ended: z.enum(['true', 'false']).default('false') }),
  run: async ({ actor, query }, { db, clock }) => ({ json: { items: (await areas(db, actor!.district)).filter((area) => query.ended === 'true' || !isOver(area, dayIn(clock.now()))) } }),
})
const unitList = route({
  method: 'GET', path: '/api/unit', name: 'unit.list', permission: 'directory.list', title: { zh: '单位', en: 'Units' },
  answer: z.object({ items: z.array(z.object({ id: z.uuid(), code: z.string(), zh: z.string(), en: z.string(), kind: z.string(), area: z.uuid().nullable(), parent: z.uuid().nullable(), active: z.boolean() })) }),
  run: async ({ actor }, { db }) => ({ json: { items: await units(db, actor!.district) } }),
})
const layers = route({
  method: 'GET', path: '/api/layer/{name}', name: 'layer.get', permission: 'directory.list', title: { zh: '地图图层', en: 'A map layer' }, problems: [notFound], answer: z.object({ type: z.literal('FeatureCollection') }).loose(),
  run: async ({ actor, params }, { db, clock }) => {
    const text = params.name === 'areas' ? await areasGeoJson(db, actor!.district, dayIn(clock.now())) : await layer(db, actor!.district, params.name!)
    if (text === undefined) throw notFound({ noun: 'layer' })
    return { text, headers: { 'cache-control': 'private, max-age=300' } }
  },
})

const NewAccount = z.strictObject({
  login: z.string().trim().toLowerCase().regex(loginName), password: z.string().max(256),
  title: z.strictObject({ zh: z.string().trim().min(1).max(60), en: z.string().trim().min(1).max(80) }),
  // Asked for, not given: the security administrator approves them.
  roles: Roles.optional(), unit: z.uuid().optional(), area: z.uuid().optional(),
})
const loginTaken = problem<{ login: string }>('account.login-taken', 409, ({ login }) => ({ zh: `账号 ${login} 已经有人用了。请换一个。`, en: `The account name ${login} is taken. Choose another.` }))
const unknownPlace = problem('account.unknown-place', 422, () => ({ zh: '没有这个单位或辖区。请从表里选一个。', en: 'There is no such unit or area. Choose one from the list.' }))
const createAccount = route({
  method: 'POST', path: '/api/account', name: 'account.create', permission: 'account.create', title: { zh: '新建账号', en: 'Make an account' }, input: NewAccount, creates: true, problems: [weakPassword, tooBusy, loginTaken, unknownRole, unknownPlace, oneAdmin, oneAdminPerson, rolesApart],
  answer: z.object({ id: z.uuid(), pending: z.uuid().optional(), expiresAt: z.string().optional() }), example: { login: 'zhang.san', password: '…', title: { zh: '城管中队联络员', en: 'Liaison, urban management' }, roles: ['liaison'] },
  run: async (asked, house) => {
    const input = parseInput(NewAccount, asked.input)
    checkStrength(input.login, input.password)
    const [itsUnit, itsArea] = [input.unit && (await units(house.db, asked.actor!.district)).find((unit) => unit.id === input.unit), input.area && (await areas(house.db, asked.actor!.district)).find((area) => area.id === input.area)]
    const strange = [...(input.unit && !itsUnit ? ['unit'] : []), ...(input.area && !itsArea ? ['area'] : [])]
    if (strange.length > 0) throw unknownPlace({}, strange.map((path) => ({ path, said: unknownPlace.example().said })))
    const passwordHash = await hashPassword(input.password)
    const id = newId()
    return await change(asked, house, async (tx, now) => {
      try {
        await addAccount(tx, asked.actor!.district, { id, person: newId(), login: input.login, zh: input.title.zh, en: input.title.en, unit: input.unit ?? null, area: input.area ?? null, roles: [], passwordHash, mustChange: true }, now)
      } catch (error) {
        if (isUniqueViolation(error)) throw loginTaken({ login: input.login }, [{ path: 'login', said: loginTaken({ login: input.login }).body.said }])
        throw error
      }
      const made = { stream: 'account', id, facts: [{ type: 'created', unit: input.unit ?? null } as { type: string }] }
      if (!input.roles?.length) return { status: 201, json: { id }, audit: [made] }
      const waiting = await proposeIn(tx, house, asked.actor!, changeRoles, { account: id, before: [], roles: input.roles }, newAccount, now)
      return { status: 201, json: { id, ...waiting }, audit: [made] }
    })
  },
})
const newAccount = '新建账号 New account'
const Lock = z.strictObject({ active: z.boolean() })
const ownAccount = problem('account.own', 422, () => ({ zh: '不能停用自己的账号。请由另一名安全管理员来做。', en: 'Nobody locks their own account; another security administrator has to do it.' }))
const lockAccount = route({
  method: 'POST', path: '/api/account/{id}/lock', name: 'account.lock', permission: 'account.lock', title: { zh: '停用或启用账号', en: 'Lock or unlock an account' }, input: Lock, problems: [notFound, ownAccount], answer: z.object({ active: z.boolean() }), example: { active: false },
  run: async (asked, house) => {
    const { active } = parseInput(Lock, asked.input)
    if (asked.params.id === asked.actor!.account) throw ownAccount({})
    const answer = await change(asked, house, async (tx) => {
      if (!(await setActive(tx, asked.actor!.district, asked.params.id!, active))) throw notFound({ noun: 'account' })
      return { json: { active }, audit: [{ stream: 'account', id: asked.params.id!, facts: [{ type: active ? 'unlocked' : 'locked' }] }] }
    })
    house.sessions.forget()
    return answer
  },
})

export const queries = [areaList, unitList, layers, createAccount, lockAccount]
