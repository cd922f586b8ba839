// A chat message as it comes from the clipboard: who wrote it, what they wrote, which place it may speak of. Nothing is decided here; a person looks.

/** A line that only says who and when, as the chat programs copy it. */
const stamp = String.raw`(?:\d{4}[-/年.]\d{1,2}[-/月.]\d{1,2}日?|\d{1,2}[-/月]\d{1,2}日?|昨天|今天|前天|星期[一二三四五六日天]|周[一二三四五六日天])?\s*(?:上午|下午|早上|晚上|中午)?\s*\d{1,2}:\d{2}(?::\d{2})?`
const head = new RegExp(String.raw`^\s*(?<who>[^\s:：](?:[^\n:：]{0,38}?[^\s:：])??)\s*(?:\(\d{5,12}\))?\s+(?:${stamp})\s*$`)
const alone = new RegExp(String.raw`^\s*${stamp}\s*$`)
/** `张三: …` at the beginning of a line. */
const inline = /^\s*(?<who>[\p{L}\p{N}_·\-—（）() ]{1,20})[:：]\s*(?<said>.*)$/u
/** What programs write in place of a picture. */
const picture = /\[(?:图片|照片|视频|表情|动画表情|Image|Photo|Video|Sticker)\]/gi

export interface Chat { text: string; sender?: string; /** Looks like a chat: it has heads. */ chat: boolean }
export function readChat(pasted: string): Chat {
  const lines = pasted.replace(/\r\n?/g, '\n').replace(/[\u200b-\u200f\u2028\u2029\ufeff]/g, '').split('\n')
  const said: string[] = [], senders: string[] = []
  let chat = false, open = ''
  for (const line of lines) {
    if (alone.test(line)) { chat = true; if (open && said.at(-1) === open) { said.pop(); senders.push(open) } continue }
    const stamped = head.exec(line)?.groups?.who?.trim()
    if (stamped) { chat = true; senders.push(stamped); continue }
    const spoken = inline.exec(line)?.groups
    // "地点：学前街" is a heading of the message itself, not a person.
    if (spoken && !/^(?:时间|地点|位置|内容|问题|电话|联系|姓名|情况|注|备注|地址|诉求|https?)/.test(spoken.who!.trim())) { senders.push(spoken.who!.trim()); chat = chat || said.length === 0; if (spoken.said!.trim()) said.push(spoken.said!.trim()); open = ''; continue }
    const clean = line.replace(picture, '').trim()
    open = clean
    if (clean) said.push(clean)
  }
  // Of several who write the one who writes most is the one who reports.
  const most = senders.length === 0 ? undefined : senders.toSorted((a, b) => senders.filter((one) => one === b).length - senders.filter((one) => one === a).length || senders.indexOf(a) - senders.indexOf(b))[0]
  return { text: said.map((line) => line.replace(picture, '').trim()).filter(Boolean).join('\n').slice(0, 5000), ...(most ? { sender: most.slice(0, 60) } : {}), chat }
}

const kinds = '小区|社区|花园|新村|公寓|家园|大厦|广场|公园|市场|商场|超市|医院|学校|小学|中学|幼儿园|大学|公厕|车站|地铁站|公交站|停车场|大道|路口|胡同|步道|河道|大桥|路|街|巷|弄|桥|村|苑|里'
/** Names in the words that a gazetteer may know, the longest first: `学前街`, `望河新村`. */
export function placesIn(text: string): string[] {
  const found = new Set<string>()
  for (const run of text.match(/[\p{Script=Han}A-Za-z0-9]{2,}/gu) ?? []) {
    for (const { index, 0: kind } of run.matchAll(new RegExp(kinds, 'g'))) for (let from = Math.max(0, index - 6); from <= index - 1; from++) found.add(run.slice(from, index + kind.length))
  }
  return [...found].sort((a, b) => b.length - a.length).slice(0, 60)
}
