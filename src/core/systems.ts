// The systems of coordinates a Chinese map may be in.
export const systems = ['wgs84', 'cgcs2000', 'gcj02', 'bd09'] as const
export type System = (typeof systems)[number]
