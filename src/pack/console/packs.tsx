// The packs.
export const Packs = () => null
