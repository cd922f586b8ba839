// A share as people read it: one decimal, none where it is nothing or everything, a dash where there is nothing to share.

export const percentOf = (share: number | null): string => (share === null ? '—' : `${(share * 100).toFixed(share === 0 || share === 1 ? 0 : 1)}%`)
