// Import of a standard.
export const ImportStandard = () => null
