// Permissions that never meet: not in one role (pack/roles.ts), not in one account, not in two accounts of one person. Pure.

// 管办分离：监督与处置分开，谁处置谁不核查；三员分立（等保 2.0）：系统、安全、审计三个管理员互不兼有对方的权。
/** Two permissions, and why they are apart. */
export const apart = [
  ['case.handle', 'case.check', '处置和核查要分开', 'who handles must not check'],
  ['account.create', 'account.lock', '系统管理员和安全管理员要分开', 'system and security administration are apart'],
  ['account.create', 'log.verify', '系统管理员和审计管理员要分开', 'system administration and audit are apart'],
  ['account.lock', 'log.verify', '安全管理员和审计管理员要分开', 'security administration and audit are apart'],
  ['account.create', 'account.grant', '开账号的人不能自己给权限', 'who makes accounts must not give them rights'],
  ['account.grant', 'log.verify', '安全管理员和审计管理员要分开', 'security administration and audit are apart'],
  ['settings', 'log.verify', '系统管理员和审计管理员要分开', 'system administration and audit are apart'],
] as const

/** Why these roles may not meet in one person; undefined when they may. `may`: the permissions of each role. */
export function clashOf(roles: readonly string[], may: ReadonlyMap<string, ReadonlySet<string>>): { zh: string; en: string } | undefined {
  const all = new Set(roles.flatMap((role) => [...(may.get(role) ?? [])]))
  const found = apart.find(([one, other]) => all.has(one) && all.has(other))
  return found && { zh: found[2], en: found[3] }
}
