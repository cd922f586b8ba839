// What the columns of a ground file are called in the offices' systems; the best name first. Compared as headings are.
export const fieldNames = {
  code: ['编码', '编号', '代码', '网格编码', '网格编号', '网格代码', '社区编码', '社区代码', '区划代码', '行政区划代码', '辖区编码', '单元网格编码', 'code', 'bm', 'dm', 'bh', 'wgbm', 'wgbh', 'gridcode', 'bgcode', 'orgcode', 'objcode', 'id'],
  name: ['名称', '网格名称', '社区名称', '街道名称', '辖区名称', '道路名称', '小区名称', '地名', '标准名称', 'name', 'mc', 'wgmc', 'gridname', 'bgname', 'objname', 'dlmc'],
  kind: ['类型', '类别', '级别', '层级', '辖区类型', 'kind', 'type', 'lx', 'level', 'fclass'],
  parent: ['上级编码', '上级代码', '上级', '上级名称', '父级编码', '父级', '所属社区', '所属社区编码', '所属街道', '所属辖区', 'parent', 'parentcode', 'pcode', 'sjbm', 'sssq', 'sssqbm'],
  shape: ['边界', '图形', '坐标串', '边界坐标', '坐标', '范围', 'wkt', 'geometry', 'geom', 'the_geom', 'shape'],
  lon: ['经度', '中心经度', '中心点经度', 'lon', 'lng', 'longitude', 'x'],
  lat: ['纬度', '中心纬度', '中心点纬度', 'lat', 'latitude', 'y'],
  from: ['启用日期', '生效日期', '开始日期', 'valid_from', 'from'],
  to: ['停用日期', '失效日期', '撤销日期', 'valid_to', 'to'],
} as const satisfies Record<string, readonly string[]>
export type Field = keyof typeof fieldNames
