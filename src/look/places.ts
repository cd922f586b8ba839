// The order of the rail: which groups there are, which of them fold when the window is short, and what stands at the bottom of a phone.
export const placeGroups = ['work', 'quality', 'data', 'district', 'rules', 'admin'] as const
export type PlaceGroup = (typeof placeGroups)[number]

/** Heights in pixels, as in frame.css. */
export const RAIL = { item: 50, head: 30 }

export const groupsOf = <P extends { group: PlaceGroup }>(places: readonly P[]): [PlaceGroup, P[]][] =>
  placeGroups.map((group): [PlaceGroup, P[]] => [group, places.filter((place) => place.group === group)]).filter(([, of]) => of.length > 0)

/** Where not all fits, groups fold from the last up, never the one somebody is in; what a person opened or folded stays so. */
export function foldedBy(groups: readonly { group: PlaceGroup; n: number }[], height: number, at: PlaceGroup | undefined, chosen: Partial<Record<PlaceGroup, boolean>>): ReadonlySet<PlaceGroup> {
  const folded = new Set(groups.filter(({ group }) => chosen[group] === false).map(({ group }) => group))
  const needs = () => groups.reduce((sum, { group, n }) => sum + RAIL.head + (folded.has(group) ? 0 : n * RAIL.item), 0)
  for (const { group } of groups.toReversed()) {
    if (needs() <= height) break
    if (group !== at && chosen[group] === undefined) folded.add(group)
  }
  return folded
}
/** What waits in all of them. */
export const waitingIn = (places: readonly { badge?: number | undefined }[]): number => places.reduce((sum, place) => sum + (place.badge ?? 0), 0)
/** The first few for a small bar: the low ones only where there are too few others. */
export const unfolded = <P extends { low?: boolean }>(places: readonly P[], n: number): P[] => [...places.filter((place) => !place.low), ...places.filter((place) => place.low)].slice(0, n)
