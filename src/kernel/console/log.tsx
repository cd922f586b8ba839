// The log.
export const Log = () => null
