// What the first set-up asks about people: the founding room's part of the register of personal data.
import type { RoomRegister } from '#kernel/register/register.ts'

export const foundingPersonal: RoomRegister = {
  personal: [
    { at: ['setup.first-administrators.accounts.login', 'setup.first-administrators.accounts.password'], what: { zh: '第一批三个管理员的账号名和密码（只存散列）', en: 'Account names and passwords (hashes only) of the first three administrators' }, purpose: { zh: '开通', en: 'Set-up' }, basis: 'work', sees: { zh: '账号名：管理员；密码：没有人', en: 'Names: administrators; passwords: nobody' }, keep: { zh: '同账号', en: 'As the account' } },
  ],
  not: { 'the name of the district and a one-time code': ['setup.first-administrators: code district.code district.zh district.en'] },
}
