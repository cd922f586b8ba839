// Personal numbers found in the spellings people use, and nothing else touched.
import { expect, test } from 'vitest'
import { mask, type MaskKind } from './mask.ts'

// All numbers are invented. The third column is what must not be readable any more.
const spellings: [string, MaskKind, string][] = [
  ['电话13812345678', 'phone', '1234'], ['138 1234 5678', 'phone', '1234'], ['138-1234-5678', 'phone', '1234'], ['138.1234.5678', 'phone', '1234'],
  ['138—1234—5678', 'phone', '1234'], ['138 - 1234 - 5678', 'phone', '1234'], ['13812 345678', 'phone', '345'], ['138123 45678', 'phone', '45'],
  ['1381234 5678', 'phone', '1234'], ['1381 2345 678', 'phone', '2345'], ['+8613812345678', 'phone', '1234'], ['+86 138 1234 5678', 'phone', '1234'],
  ['(+86)13812345678', 'phone', '1234'], ['8613812345678', 'phone', '1234'], ['008613812345678', 'phone', '1234'], ['013812345678', 'phone', '1234'],
  ['１３８１２３４５６７８', 'phone', '１２３４'], ['１３８－１２３４－５６７８', 'phone', '１２３４'], ['一三八一二三四五六七八', 'phone', '一二三四'],
  ['幺三八一二三四五六七八', 'phone', '一二三四'], ['一三八 一二三四 五六七八', 'phone', '一二三四'], ['138一二三四5678', 'phone', '一二三四'], ['壹叁捌壹贰叁肆伍陆柒捌', 'phone', '壹贰叁肆'],
  ['1 3 8 1 2 3 4 5 6 7 8', 'phone', '1 2 3 4 5'], ['①③⑧①②③④⑤⑥⑦⑧', 'phone', '①②③④'], ['tel:13812345678', 'phone', '1234'], ['手机：199·1234·5678', 'phone', '1234'],
  ['我是17012345678，急', 'phone', '1234'], ['联系人李13912345678或者18612345678', 'phone', '1234'], ['v13812345678', 'phone', '1234'], ['138\u00a01234\u00a05678', 'phone', '1234'],
  ['138\u200b1234\u200b5678', 'phone', '1234'], ['1381 234 5678', 'phone', '1 234'],
  ['0512-57301234', 'phone', '573012'], ['(0512)57301234', 'phone', '573012'], ['（0512）57301234', 'phone', '573012'], ['051257301234', 'phone', '573012'],
  ['0512 5730 1234', 'phone', '5730'], ['010-62345678', 'phone', '623456'], ['0912-8123456', 'phone', '81234'], ['座机57301234', 'phone', '3012'],
  ['11010519491231002X', 'id', '19491231'], ['11010519491231002x', 'id', '19491231'], ['身份证号：320583199001011238', 'id', '19900101'], ['320583 19900101 1238', 'id', '19900101'],
  ['3205 8319 9001 0112 38', 'id', '9001'], ['320583-19900101-1238', 'id', '19900101'], ['３２０５８３１９９００１０１１２３８', 'id', '１９９００１０１'], ['320583900101123', 'id', '900101'],
  ['身份证 32058319900101123Ｘ', 'id', '19900101'],
  ['6222021001116245702', 'bank', '100111'], ['6222 0210 0111 6245 702', 'bank', '0111'], ['6222-0210-0111-6245-702', 'bank', '0111'], ['卡号4111111111111111', 'bank', '11111111'], ['银行卡 6228480012345678910', 'bank', '0012345'],
  ['zhang.san@example.com', 'email', 'san@'], ['邮箱zhangsan＠example．com', 'email', 'hangsan'], ['12345678@qq.com', 'email', '345678'],
  ['QQ12345678', 'account', '345678'], ['qq号：12345678', 'account', '345678'], ['扣扣 12345678', 'account', '345678'], ['微信号 zhang_san88', 'account', 'san88'], ['wx：zhangsan', 'account', 'angsan'], ['加V：zs123456', 'account', '123456'],
  ['苏E12345', 'plate', '1234'], ['苏E·88K66', 'plate', '88K'], ['苏ED12345', 'plate', 'D123'], ['苏e12345', 'plate', '1234'], ['沪Ａ１２３４５', 'plate', '１２３'],
]

const hides = ([text, kind, secret]: (typeof spellings)[number]) => {
  const { masked, found } = mask(`楼下一直很吵，${text}，请尽快处理。`)
  return found.some((one) => one.kind === kind) && !masked.includes(secret) && masked.length === `楼下一直很吵，${text}，请尽快处理。`.length
}

test('六十多种写法，至少遮住 98 %', () => {
  expect(spellings.length).toBeGreaterThanOrEqual(60)
  const missed = spellings.filter((spelling) => !hides(spelling)).map(([text]) => text)
  expect(missed).toEqual([])
})

test.each([
  ['138-1234-5678', '138-****-5678'],
  ['13812345678', '138****5678'],
  ['一三八一二三四五六七八', '一三八****五六七八'],
  ['320583199001011238', '3205**********1238'],
  ['6222 0210 0111 6245 702', '**** **** **** ***5 702'],
  ['0512-57301234', '0512-******34'],
  ['zhangsan@example.com', 'z*******@example.com'],
  ['苏E·88K66', '苏E·***66'],
  ['微信号 zhang_san88', '微信号 zh*********'],
])('%s 遮成 %s', (text, masked) => { expect(mask(text).masked).toBe(masked) })

test('counts are by kind, and masking twice changes nothing', () => {
  const once = mask('13812345678、13912345678，车牌苏E12345')
  expect(once.found).toEqual([{ kind: 'phone', count: 2 }, { kind: 'plate', count: 1 }])
  expect(mask(once.masked)).toEqual({ masked: once.masked, found: [] })
  for (const [text] of spellings) expect(mask(mask(text).masked).masked).toBe(mask(text).masked)
})

test.each([
  '工单号13912345678', '案件编号320583199001011238', '部件编码6222021001116245702', '网格320583900101123', '设备号SB13812345678', '新Master款', '造价13800000000元', '￥13812345678', '0.13812345678',
  '3.14159265358979', '微信20000人', 'V20200101', '统一社会信用代码91320583MA1XYZ1234', '400-138-1234', '12345', '微信公众号 dianfan_2026', '120.98765432109876',
])('%s 不遮', (text) => { expect(mask(text)).toEqual({ masked: text, found: [] }) })

/** A fixed stream of numbers, so that a failure can be seen again. */
function stream(seed: number) {
  let state = seed
  return (below: number) => { state = (state * 1_103_515_245 + 12_345) % 2_147_483_648; return Math.floor(state / 2_147_483_648 * below) }
}

function neutralSentences(count: number): string[] {
  const next = stream(20_260_101)
  const n = (from: number, to: number) => from + next(to - from)
  const digits = (length: number) => Array.from({ length }, (_, i) => (i === 0 ? n(1, 10) : next(10))).join('')
  const pad = (value: number, width = 2) => String(value).padStart(width, '0')
  const date = () => [`${n(1998, 2027)}-${pad(n(1, 13))}-${pad(n(1, 29))}`, `${n(1998, 2027)}年${n(1, 13)}月${n(1, 29)}日`, `${n(1998, 2027)}.${n(1, 13)}.${n(1, 29)}`, `${n(1998, 2027)}/${n(1, 13)}/${n(1, 29)}`][next(4)]
  const time = () => `${n(0, 24)}:${pad(n(0, 60))}`
  const places = ['前进路', '人民南路', '亭林路', '柏庐路', '震川路', '黄河路', '青阳路']
  const road = () => places[next(places.length)]
  const templates = [
    () => `${date()} ${time()}，${road()}${n(1, 2000)}号门口有积水。`,
    () => `案件编号${n(320_500, 320_600)}${n(2019, 2027)}${pad(n(1, 13))}${pad(n(1, 29))}${pad(n(0, 9999), 4)}已派遣。`,
    () => `工单号${n(2019, 2027)}${pad(n(1, 13))}${pad(n(1, 29))}${digits(6)}请于${date()}前答复。`,
    () => `部件编码320583${pad(n(1, 6))}${pad(n(1, 40))}${pad(n(0, 999_999), 6)}，井盖缺失。`,
    () => `单元网格320583${pad(n(1, 12), 3)}${pad(n(1, 30), 3)}${pad(n(1, 99), 3)}内共${n(1, 200)}处。`,
    () => `本项目投资${digits(n(4, 9))}元，建筑面积${digits(n(3, 6))}平方米。`,
    () => `预算${digits(7)}-${digits(7)}元，占地${n(10, 90)}.${n(10, 99)}亩。`,
    () => `路灯杆号LD${digits(8)}不亮，${road()}与${road()}路口。`,
    () => `设备号SB1${n(30, 99)}${digits(8)}离线。`,
    () => `请拨打12345或110、119、120，也可拨400-${digits(3)}-${digits(4)}。`,
    () => `${n(1, 60)}幢${n(1, 9)}单元${n(101, 3200)}室楼道堆物，${date()}已拍照。`,
    () => `经度120.${digits(6)}，纬度31.${digits(6)}，误差${n(3, 40)}米。`,
    () => `本周上报${n(100, 3000)}件，结案${n(100, 3000)}件，按期率${n(80, 100)}.${pad(n(0, 100))}%。`,
    () => `公交${n(1, 200)}路和${n(1, 200)}路在${time()}至${time()}之间停运。`,
    () => `苏州${n(2, 9)}个区，昆山${n(2, 20)}个街道，青A${n(1, 9)}区停车位${n(100, 999)}个。`,
    () => `版本V${n(2019, 2027)}${pad(n(1, 13))}${pad(n(1, 29))}，微信公众号已发布，微信${n(10_000, 99_999)}人关注。`,
    () => `数量分别为${n(10, 99)} ${n(100, 999)} ${n(100, 999)} ${n(100, 999)}。`,
    () => `${n(2019, 2027)}〔${n(1, 200)}〕号文，共${n(1, 30)}页，批号${digits(11)}。`,
    () => `二〇二${'一二三四五六'[next(6)]}年${'一二三四五六七八九'[next(9)]}月，第一二三四五六组分别检查。`,
    () => `每月${n(1, 28)}日${time()}-${time()}清运，桶号${digits(3)}-${digits(3)}，共${n(2, 60)}桶。`,
    () => `管道Q${n(195, 460)}钢，DN${n(100, 999)}，长${digits(4)}.${digits(2)}米，造价${n(10, 99)}万元。`,
    () => `全年垃圾${digits(4)},${digits(3)},${digits(3)}吨，同比增长${n(1, 9)}.${n(0, 9)}个百分点。`,
    () => `订单${digits(18)}已取消，合同号HT-${n(2019, 2027)}-${pad(n(1, 999), 3)}。`,
    () => `学生${n(1000, 2000)}-${n(2000, 3000)}人，${n(1990, 2027)}-${n(2027, 2040)}年规划。`,
    () => `云P${n(1, 9)}台服务器，使用率${n(10, 99)}%，日志${digits(5)}条@${time()}。`,
  ]
  return Array.from({ length: count }, (_, i) => (templates[i % templates.length] ?? (() => ''))())
}

test('五百句普通的话，误遮不到 2 %', () => {
  const hit = neutralSentences(500).filter((sentence) => mask(sentence).found.length > 0)
  expect(hit.length / 500, hit.join('\n')).toBeLessThanOrEqual(0.02)
})

test.each([
  ['1'.repeat(200_000)], ['1 '.repeat(100_000)], ['一'.repeat(100_000)], ['@a.'.repeat(70_000)], [`${'a'.repeat(200_000)}@`], ['微信 '.repeat(50_000)], ['苏E1'.repeat(60_000)], ['0512-'.repeat(40_000)],
])('hostile text costs time in step with its length (%#)', (text) => {
  const before = performance.now()
  expect(mask(text).masked).toHaveLength(text.length)
  expect(performance.now() - before).toBeLessThan(2000)
})
