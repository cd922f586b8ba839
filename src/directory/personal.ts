// What the directory holds about the people who work here: its part of the register of personal data.
import type { RoomRegister } from '#kernel/register/register.ts'

const admins = { zh: '本人、系统管理员、安全管理员', en: 'The person, the system and security administrators' }
const nobody = { zh: '没有人，只作比对', en: 'Nobody; it is only compared' }
const untilEnd = { zh: '到账号停用满180天', en: 'Until 180 days after the account was locked' }

export const directoryPersonal: RoomRegister = {
  personal: [
    { at: ['person.name', 'person.phone'], what: { zh: '工作人员的姓名和工作电话', en: 'Name and work phone of staff' }, purpose: { zh: '认出谁在岗、联系得上', en: 'To know who holds a post and to reach them' }, basis: 'work', sees: admins, keep: untilEnd },
    { at: ['account.login', 'session.sign-in.login', 'account.create.login'], what: { zh: '账号名', en: 'Account name' }, purpose: { zh: '登录', en: 'Signing in' }, basis: 'work', sees: admins, keep: { zh: '长期：同一个账号名不能再给别人', en: 'For ever: a name must not go to somebody else' } },
    { at: ['credential.password_hash', 'password_before.password_hash', 'session.sign-in.password', 'session.change-password.old', 'session.change-password.new', 'session.begin-factor.password', 'account.create.password', 'account.give-password.password'], what: { zh: '密码（只存 argon2id 散列；最近五次）', en: 'Passwords (argon2id hashes only; the last five)' }, purpose: { zh: '登录', en: 'Signing in' }, basis: 'safety', sees: nobody, keep: { zh: '换密码五次后', en: 'Until five changes later' } },
    { at: ['second_factor.secret', 'recovery_code.code_hash', 'session.confirm-factor.code', 'session.prove-factor.code', 'session.new-recovery.code', 'session.remove-factor.code'], what: { zh: '动态口令的密钥（加密）和恢复码（散列）', en: 'Secret of the second factor (sealed) and recovery codes (hashed)' }, purpose: { zh: '第二道验证', en: 'The second factor' }, basis: 'safety', sees: nobody, keep: { zh: '到解除', en: 'Until removed' } },
    { at: ['account.sso-link.subject'], what: { zh: '单点登录的身份号', en: 'Identity at the single sign-on' }, purpose: { zh: '关联账号', en: 'To link the account' }, basis: 'work', sees: { zh: '安全管理员', en: 'The security administrator' }, keep: { zh: '到解除关联', en: 'Until the link is removed' } },
    { at: ['account.roles.reason', 'account.reset-factor.reason', 'account.give-password.reason'], what: { zh: '改权限、重置的理由', en: 'Reasons for a change of rights or a reset' }, purpose: { zh: '两人复核', en: 'Approval by a second person' }, basis: 'duty', sees: { zh: '提出的人、能复核的人、审计管理员', en: 'Who ordered it, who may approve it, the audit administrator' }, keep: { zh: '了结后90天', en: '90 days after it was settled' } },
  ],
  not: {
    'ids, times, switches and titles of posts': [
      'person: district id erased_at', 'account: district id person title_zh title_en unit area active created_at', 'account_role: district account role', 'credential: district account changed_at must_change password_off', 'password_before: district account replaced_at',
      'second_factor: district account made_at confirmed_at last_step', 'recovery_code: district account used_at', 'account.create: title.zh title.en roles', 'account.roles: roles', 'security.set: factorFor',
    ],
    'roles and permissions': ['role: district code zh en', 'role_permission: district role permission scope'],
    'areas, units and calendars: places and organisations': ['area: district id parent kind code name geometry', 'unit: district id code zh en kind area', 'unit_group: district code zh en members', 'unit_alias: district name unit mapped_by mapped_at', 'map_layer: district name data', 'calendar: district name hours week shifts', 'calendar_year: district year off_days work_days source'],
    'a district’s code, a page of ours, marks of the way to single sign-on and back': ['session.sign-in: district', 'session.sso: district to', 'session.sso-back: state code error'],
  },
}
