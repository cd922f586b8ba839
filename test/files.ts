// Small files of the shapes that come in from outside, made here: a filing standard, citizens' messages, a photo.
import sharp from 'sharp'
import writeBook from 'write-excel-file/node'

type Cell = string | number | null
const sheet = async (sheets: { name: string; rows: Cell[][] }[]): Promise<Uint8Array> =>
  await writeBook(sheets.map(({ name, rows }) => ({ sheet: name, data: rows.map((row) => row.map((value) => (value === null ? null : { value }))) }))).toBuffer()

const head = ['大类代码', '大类名称', '小类代码', '小类名称', '处置单位', '主管部门', '立案条件', '结案条件', '处置时限']
/** Title row, header, blanks where cells are merged, codes as numbers and as text, every kind of limit. */
export const standardFile = ({ limit = '5天' }: { limit?: string } = {}) => sheet([
  { name: '部件', rows: [
    ['某市部件立案、处置和结案标准', null, null, null, null, null, null, null, null], head,
    [1, '公用设施', 1, '雨水井盖', '市排水中心、各产权单位', '城管局', '井盖不见了', '补好', '2紧急工作时'],
    [null, null, null, null, null, null, '井盖响动', '更换', limit],
    [null, null, '02', '路灯', '城管中队', '城管局', '灯不亮', '修好', '4小时'],
  ] },
  { name: '事件', rows: [
    ['某市事件立案、处置和结案标准', null, null, null, null, null, null, null, null], head,
    ['01', '市容环境', '01', '乱搭建', '城管中队', '区政府', '正在搭', '停下', '2紧急工作日'],
    [null, null, null, null, null, null, '已经搭好', '拆除', '15天'],
  ] },
])

/** Two date styles, tabs and blank lines, a phone number in the text, a matter of others. */
export const messagesFile = () => sheet([{ name: 'Sheet1', rows: [
  ['留言编号', '留言用户', '留言主题', '留言时间', '留言详情', '一级分类'],
  [1001, 'U01', '菜场门口垃圾成堆', '2026/11/20 9:05:03', '\n\t\t\t\n\t菜场北门外堆了三天的烂菜叶，没人清。\n\t\t\n', '城乡建设'],
  [1002, 'U02', '路灯不亮', '2026-11-20 18:30:00', '\n\t\t学前街东头三盏路灯不亮。\n\n\n\t\t请回电 13812345678。\n', '城乡建设'],
  ['1003', 'U03', '单位不发工资', '2026/11/21 08:00:00', '公司欠了两个月工资。', '劳动和社会保障'],
  [1004, 'U04', '非机动车停满人行道', '2026-11-21 08:10:00', '地铁口的车停到了盲道上。', '交通运输'],
] }])

/** A picture with something on it, the same for the same number: what is looked for among the photos of all cases. */
export const scene = async (n: number): Promise<Uint8Array> =>
  await sharp(Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="800" height="600" viewBox="0 0 400 300"><rect width="400" height="300" fill="#9bb"/>${Array.from({ length: 14 }, (_, k) => `<rect x="${(k * 53 + n * 71) % 380}" y="${(k * 37 + n * 29) % 260}" width="${20 + ((k * 17 + n * 5) % 70)}" height="${15 + ((k * 23 + n * 3) % 60)}" fill="hsl(${(k * 47 + n * 90) % 360} 45% ${25 + ((k * 13) % 50)}%)"/>`).join('')}</svg>`)).jpeg({ quality: 90 }).toBuffer()

let light = 0
/** A photo of its own each time, so that no two are the same file. */
export const photo = async (): Promise<Uint8Array> => {
  light = (light + 7) % 200
  return await sharp({ create: { width: 320, height: 240, channels: 3, background: { r: light, g: 120, b: 90 } } }).jpeg().toBuffer()
}
