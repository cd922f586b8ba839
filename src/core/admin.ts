// The three administrators 三员 are told by the names of their roles: admin-system, admin-security, admin-audit.

export const adminRoles = (roles: readonly string[]): string[] => roles.filter((role) => role.startsWith('admin-'))
export const isAdmin = (roles: readonly string[]): boolean => adminRoles(roles).length > 0
