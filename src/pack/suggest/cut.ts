// Cuts a Chinese text into words with jieba, loaded when the first text comes: a district that never asks for suggestions does not pay for it.
/** The longest part of a message that is read: what it is about stands at its beginning. */
export const READ_CHARS = 1_000

let cutter: Promise<(text: string) => string[]> | undefined
/** Answers a function that cuts; the dictionary takes half a second and some 100 MB, once a process. */
export const loadCutter = (): Promise<(text: string) => string[]> => (cutter ??= import('jieba-wasm').then((jieba) => (text: string) => jieba.cut_for_search(text, true)))

// Words that tell nothing of the matter: how people write to an office, whatever they write about.
const empty = new Set(('你好 您好 请问 希望 建议 投诉 反映 举报 领导 政府 相关 部门 有关 问题 情况 解决 处理 尽快 及时 我们 我家 他们 大家 这个 那个 这里 那里 这样 怎么 什么 为什么 没有 不是 就是 还是 已经 一直 ' +
  '工作 工作人员 人员 一次 每次 不到 自己 出来 活动 设备 不理 正在 不合 合理 开发 建设 手续 几天 好几天 几次 多次 好久 时候 时间 现在 今天 昨天 每天 有人 居民 市民 群众 老百姓 附近 旁边 里面 外面 上面 下面 门口 因为 所以 但是 而且 可以 不能 能不能 谢谢 麻烦 一下 一个 很多 好多 非常 严重 影响 管理 无人 到处 以及 或者 进行 公共 超过 不足 以上 以下 未按 使用 正常').split(' '))
/** What a cut keeps: words of two characters and more that are no empty words, no numbers. Only these are counted, and nothing of who wrote. */
export const telling = (words: readonly string[]): string[] => words.filter((word) => [...word].length >= 2 && [...word].length <= 12 && /^[\p{Script=Han}A-Za-z]+$/u.test(word) && !empty.has(word))

/** One spelling for one thing: full-width to half, upper to lower, blanks out, the slips of the pen that hotlines see most. */
export function plain(text: string): string {
  let out = text.slice(0, READ_CHARS).toLowerCase().replace(/[\uff01-\uff5e]/g, (each) => String.fromCharCode(each.charCodeAt(0) - 0xfee0)).replace(/\s+/g, '')
  for (const [wrong, right] of slips) out = out.replaceAll(wrong, right)
  return out
}
const slips: readonly [string, string][] = [['拉圾', '垃圾'], ['乱亭', '乱停'], ['违亭', '违停'], ['栓绳', '拴绳'], ['电平车', '电瓶车'], ['电频车', '电瓶车'], ['部文明', '不文明'], ['1米线', '一米线'], ['牵強', '牵强'], ['臭哄哄', '臭烘烘'], ['井概', '井盖'], ['阴井', '窨井'], ['扰名', '扰民'], ['吸菸', '吸烟'], ['抽菸', '抽烟']]

let tagger: Promise<(text: string) => Set<string>> | undefined
/** Names of people and places in a text, as jieba tags them: they are never learned. */
export const loadNames = (): Promise<(text: string) => Set<string>> => (tagger ??= import('jieba-wasm').then((jieba) => (text: string) => new Set(jieba.tag(text, true).filter(({ tag }) => /^n[rs]/.test(tag)).map(({ word }) => word))))
