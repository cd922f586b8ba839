// Finds what is told by letters or by the word before it: e-mail addresses, licence plates, QQ and WeChat accounts.
import type { Span } from './span.ts'

export function wordSpans(plain: string, kind: 'email' | 'plate' | 'account'): Span[] {
  return kind === 'email' ? emails(plain) : kind === 'plate' ? plates(plain) : accounts(plain)
}

const positions = (from: number, to: number) => Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index)
const localChar = /[A-Za-z0-9._%+-]/
const hostChar = /[A-Za-z0-9.-]/

/** From each @ outwards, at most 64 and 120 characters (RFC 5321): no pattern that could run over the whole text. */
function emails(plain: string): Span[] {
  const spans: Span[] = []
  for (let at = plain.indexOf('@'); at >= 0; at = plain.indexOf('@', at + 1)) {
    let left = at
    while (left > 0 && plain[left - 1] === ' ' && at - left < 2) left--
    const localEnd = left
    while (left > 0 && localEnd - left < 64 && localChar.test(plain.charAt(left - 1))) left--
    let right = at + 1
    while (plain[right] === ' ' && right - at < 3) right++
    const host = right
    while (right < plain.length && right - host < 120 && hostChar.test(plain.charAt(right))) right++
    while (right > host && !/[A-Za-z0-9]/.test(plain.charAt(right - 1))) right--
    if (localEnd === left || !/\.[A-Za-z]{2,12}$/.test(plain.slice(host, right))) continue
    spans.push({ kind: 'email', from: left, to: right, stars: positions(localEnd - left > 1 ? left + 1 : left, localEnd) })
  }
  return spans
}

// GA 36-2018: province, issuing office, five signs, six for new-energy vehicles; I and O are not used. Trailers, police, consulates end in a word.
const plate = /[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使][ ]?[A-HJ-NP-Za-hj-np-z][ .-]{0,2}[A-HJ-NP-Za-hj-np-z0-9]{4,5}[A-HJ-NP-Za-hj-np-z0-9挂学警港澳领]/g

function plates(plain: string): Span[] {
  return [...plain.matchAll(plate)].flatMap((match): Span[] => {
    const from = match.index
    const to = from + match[0].length
    // Five letters are a word (新Android), and a plate ends where it ends. Every plate in use has at least two digits.
    if ((match[0].match(/\d/g) ?? []).length < 2 || /[A-Za-z0-9]/.test(plain.charAt(to))) return []
    const signs = positions(from + 1, to).filter((at) => /[^ .-]/.test(plain.charAt(at)))
    return [{ kind: 'plate', from, to, stars: signs.slice(1, -2) }]
  })
}

// The word, then at most a few signs, then the account. A public account (公众号), a mini-program and a group name are no persons'.
// A bare Q or V needs 号 or a colon: Q23500 is a steel, V20200 a version. Numbers counted (微信20000人) are no accounts.
const counted = '(?![\\dA-Za-z]|[ ]?[人次条元个万户家])'
const qq = new RegExp(`(?:(?:qq|扣扣|企鹅号)[ ]{0,2}(?:号码|号)?|(?:^|[^A-Za-z])q(?:号|(?=[ ]{0,2}:)))[ ]{0,2}[是为]?[ ]{0,2}:?[ ]{0,2}([1-9]\\d{4,11})${counted}`, 'gi')
const wechat = new RegExp(`(?:微信|薇信|威信|维信|v信|wechat|weixin|(?:^|[^A-Za-z])(?:wx|vx|v(?=号|[ ]{0,2}:)))[ ]{0,2}(号码|号|id)?[ ]{0,2}([是为])?[ ]{0,2}([:=])?[ ]{0,2}([A-Za-z][A-Za-z0-9_-]{5,19}|[1-9]\\d{5,11})(?![@.-])${counted}`, 'gi')

function accounts(plain: string): Span[] {
  const spans: Span[] = []
  for (const match of plain.matchAll(qq)) spans.push(account(match, match[1] ?? ''))
  for (const match of plain.matchAll(wechat)) {
    const id = match[4] ?? ''
    // Without 号 or a colon, letters alone are a word of the sentence (微信 Android 版).
    if (match[1] || match[2] || match[3] || /[\d_]/.test(id)) spans.push(account(match, id))
  }
  return spans
}

function account(match: RegExpMatchArray, id: string): Span {
  const to = (match.index ?? 0) + match[0].length
  return { kind: 'account', from: to - id.length, to, stars: positions(to - id.length + 2, to - (/^\d+$/.test(id) ? 2 : 0)) }
}
