// Accounts.
export const Accounts = () => null
