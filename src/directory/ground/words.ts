// The words of the ground: kinds of areas and layers, systems of coordinates, what can be wrong with a map and how bad it is.
import { systems, type System } from '#core/systems.ts'

/** From the largest to the smallest. A tree may leave any of them out, and have as many levels as it likes. */
export const areaKinds = ['city', 'district', 'subdistrict', 'zone', 'community', 'grid', 'cell'] as const
export type AreaKind = (typeof areaKinds)[number]
export const kindNames: Record<AreaKind, { zh: string; en: string }> = {
  city: { zh: '市', en: 'City' }, district: { zh: '区', en: 'District' }, subdistrict: { zh: '街道', en: 'Subdistrict' }, zone: { zh: '片区', en: 'Zone' },
  community: { zh: '社区', en: 'Community' }, grid: { zh: '网格', en: 'Grid' }, cell: { zh: '微网格', en: 'Cell' },
}
export const kindName = (kind: string): { zh: string; en: string } => kindNames[kind as AreaKind] ?? { zh: kind, en: kind }

/** What a map layer holds; all but roads, water and buildings are also found by name alone. */
export const layerKinds = ['road', 'water', 'park', 'building', 'compound', 'place'] as const
export type LayerKind = (typeof layerKinds)[number]
export const layerNames: Record<LayerKind, { zh: string; en: string }> = {
  road: { zh: '道路', en: 'Roads' }, water: { zh: '水面', en: 'Water' }, park: { zh: '公园绿地', en: 'Parks' }, building: { zh: '房屋', en: 'Buildings' },
  compound: { zh: '小区', en: 'Compounds' }, place: { zh: '地标', en: 'Landmarks' },
}

export { systems, type System }
export const systemNames: Record<System, { zh: string; en: string }> = {
  wgs84: { zh: 'WGS-84（GPS）', en: 'WGS-84 (GPS)' }, cgcs2000: { zh: 'CGCS2000（国家2000）', en: 'CGCS2000 (national)' },
  gcj02: { zh: 'GCJ-02（高德、腾讯）', en: 'GCJ-02 (Amap, Tencent)' }, bd09: { zh: 'BD-09（百度）', en: 'BD-09 (Baidu)' },
}

/** `must`: nothing is taken in until it is mended. `should`: taken in, and listed until mended. `note`: thinner than a survey is exact. */
export const levels = ['must', 'should', 'note'] as const
export type Level = (typeof levels)[number]
export const faultKinds = [
  'no-code', 'no-name', 'no-kind', 'code-twice', 'parent-missing', 'parent-lower', 'circle', 'two-roots', 'wrong-type', 'not-numbers', 'in-metres', 'swapped', 'outside-china',
  'too-few-points', 'no-area', 'self-crossing', 'far-away', 'overlap', 'gap', 'outside-parent', 'no-shape', 'same-name', 'ring-closed', 'bad-date',
] as const
export type FaultKind = (typeof faultKinds)[number]
export const faultNames: Record<FaultKind, { zh: string; en: string }> = {
  'no-code': { zh: '没有编码', en: 'No code' }, 'no-name': { zh: '没有名称', en: 'No name' }, 'no-kind': { zh: '类型不明', en: 'Unknown kind' }, 'code-twice': { zh: '编码重复', en: 'Code twice' },
  'parent-missing': { zh: '上级不存在', en: 'Parent missing' }, 'parent-lower': { zh: '上级比自己小', en: 'Parent is smaller' }, circle: { zh: '上下级成圈', en: 'Circle of parents' }, 'two-roots': { zh: '顶级多于一个', en: 'Two roots' },
  'wrong-type': { zh: '图形类型不对', en: 'Wrong shape type' }, 'not-numbers': { zh: '坐标不是数字', en: 'Not numbers' }, 'in-metres': { zh: '坐标以米为单位', en: 'Coordinates in metres' },
  swapped: { zh: '经纬度写反', en: 'Longitude and latitude swapped' }, 'outside-china': { zh: '在中国以外', en: 'Outside China' }, 'too-few-points': { zh: '点太少', en: 'Too few points' }, 'no-area': { zh: '没有面积', en: 'No area' },
  'self-crossing': { zh: '边界自交', en: 'Border crosses itself' }, 'far-away': { zh: '离辖区太远', en: 'Far away' }, overlap: { zh: '相互重叠', en: 'Overlap' }, gap: { zh: '没有覆盖', en: 'Not covered' }, 'outside-parent': { zh: '超出上级', en: 'Outside its parent' },
  'no-shape': { zh: '没有图形', en: 'No shape' }, 'same-name': { zh: '同名', en: 'Same name' }, 'ring-closed': { zh: '已替您闭合', en: 'Closed for you' }, 'bad-date': { zh: '日期看不懂', en: 'Date not understood' },
}

export interface GroundFault {
  kind: FaultKind; level: Level
  /** Where in the file, or the code of the area. */
  path: string
  /** One area, or the two that do not agree. */
  codes: string[]
  lon?: number; lat?: number; m2?: number
  /** The outline of the piece in question, where it has few enough corners to be sent. */
  ring?: [number, number][]
  said: { zh: string; en: string }
}
export const tileKinds = ['xyz', 'wmts', 'tianditu'] as const
export type TileKind = (typeof tileKinds)[number]
export interface TileSource {
  id: string; name: string; kind: TileKind; url: string; key?: string | undefined; style?: 'vec' | 'img' | 'ter' | undefined
  system: 'wgs84' | 'cgcs2000' | 'gcj02'; number: string; attribution: string; minZoom: number; maxZoom: number; on: boolean
}
