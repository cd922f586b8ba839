// One alphabet for the search of numbers: full-width, circled and look-alike characters levelled, length kept.

const same: Record<string, string> = {
  '　': ' ', '\u00a0': ' ', '\u2002': ' ', '\u2003': ' ', '\u2009': ' ', '\t': ' ',
  '－': '-', '—': '-', '–': '-', '‐': '-', '‑': '-', '−': '-', '―': '-', '～': '-',
  '．': '.', '·': '.', '•': '.', '・': '.', '∙': '.', '﹒': '.',
  '（': '(', '）': ')', '【': '(', '】': ')', '：': ':', '＝': '=', '＋': '+', '＠': '@', '＿': '_',
}
const circled = '①②③④⑤⑥⑦⑧⑨'

export function level(text: string): string {
  let out = ''
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i)
    const code = char.charCodeAt(0)
    if (code < 0x80) out += char === '\t' ? ' ' : char === '~' ? '-' : char
    else if (same[char] !== undefined) out += same[char]
    else if (code >= 0xff10 && code <= 0xff19 || code >= 0xff21 && code <= 0xff3a || code >= 0xff41 && code <= 0xff5a) out += String.fromCharCode(code - 0xfee0)
    // Zero-width characters and the frame of keycap emoji (1️⃣) stand between digits and show nothing.
    else if (code >= 0x200b && code <= 0x200f || code === 0x2060 || code === 0xfeff || code === 0xfe0f || code === 0x20e3) out += ' '
    else if (char === '⓪') out += '0'
    else if (circled.includes(char)) out += String(circled.indexOf(char) + 1)
    else out += char
  }
  return out
}

const chinese: Record<string, string> = {
  〇: '0', 零: '0', 洞: '0', 一: '1', 幺: '1', 二: '2', 两: '2', 三: '3', 四: '4', 五: '5', 六: '6', 七: '7', 拐: '7', 八: '8', 九: '9',
  壹: '1', 贰: '2', 叁: '3', 肆: '4', 伍: '5', 陆: '6', 柒: '7', 捌: '8', 玖: '9',
}
/** Digits of either alphabet with at most three signs between; each step consumes, so the search is linear. */
const spoken = /[\d〇零洞一幺二两三四五六七拐八九壹贰叁肆伍陆柒捌玖](?:[ .\-、，,]{0,3}[\d〇零洞一幺二两三四五六七拐八九壹贰叁肆伍陆柒捌玖])*/g

/** Numbers spelt out, as people do to get past filters: 一三八…. Only runs of at least 9 digits are numbers of persons. */
export const withChineseDigits = (plain: string): string => plain.replace(spoken, (run) => {
  let digits = 0
  let levelled = ''
  for (const char of run) {
    const digit = chinese[char] ?? char
    if (digit >= '0' && digit <= '9') digits++
    levelled += digit === '、' || digit === '，' || digit === ',' ? '-' : digit
  }
  return digits >= 9 ? levelled : run
})
