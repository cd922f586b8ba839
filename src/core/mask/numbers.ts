// Finds phone, identity and bank numbers in levelled text: one walk over the digits, no backtracking.
import type { Span } from './span.ts'

/** Digits from one start with their positions; signs between them are skipped, a few at a time. */
interface Run { digits: string; at: number[] }

/** Nothing personal is longer than 19 digits; two more tell that a number goes on. */
const longest = 21
const signs = ' -.()_'
const isDigit = (char: string | undefined): boolean => char !== undefined && char >= '0' && char <= '9'

function runAt(plain: string, start: number): Run {
  const run: Run = { digits: '', at: [] }
  for (let i = start, gap = 0; i < plain.length && run.digits.length < longest && gap <= 3; i++) {
    const char = plain.charAt(i)
    if (isDigit(char) || (char === 'x' || char === 'X') && run.digits.length === 17) {
      gap = 0
      run.digits += char.toUpperCase()
      run.at.push(i)
      if (char === 'x' || char === 'X') break
    } else if (signs.includes(char)) gap++
    else break
  }
  return run
}

export function numberSpans(plain: string): Span[] {
  const spans: Span[] = []
  for (let i = 0; i < plain.length; i++) {
    // Only a first digit can begin a number: whatever follows it in the same group has been judged with it.
    if (!isDigit(plain[i]) || isDigit(plain[i - 1])) continue
    const span = judged(plain, i)
    if (!span) continue
    spans.push(span)
    i = span.to - 1
  }
  return spans
}

function judged(plain: string, start: number): Span | undefined {
  // 3.14…, ￥138…: an amount.
  if (/[¥￥$]/.test(plain.charAt(start - 1)) || plain[start - 1] === '.' && isDigit(plain[start - 2])) return undefined
  const run = runAt(plain, start)
  const before = plain.slice(Math.max(0, start - 14), start)
  // A number that is said to be a case number or an equipment code is one, whatever it looks like.
  const isCode = /(编号|单号|案号|案件号|工单|流水号|编码|代码|标识码|部件码|设备号|网格|订单|批号|合同号|文号)[^\d,，。;；\n]{0,5}$/.test(before)
    && !/(身份|证件|电话|手机|银行|卡号)[^\d,，。;；\n]{0,6}$/.test(before)
  const isPerson = /(身份证|证件|证号|公民身份)[^\d,，。;；\n]{0,8}$/.test(before)

  const ends = (count: number) => run.digits.length >= count && !isDigit(plain[(run.at[count - 1] ?? 0) + 1])
  const span = (kind: Span['kind'], from: number, count: number, head: number, tail: number): Span =>
    ({ kind, from: run.at[from] ?? start, to: (run.at[from + count - 1] ?? start) + 1, stars: run.at.slice(from + head, from + count - tail) })

  if (ends(18) && isIdentity(run.digits.slice(0, 18)) && !isCode && (isPerson || checks(run.digits.slice(0, 18)) || !isCaseLike(run.digits)))
    return span('id', 0, 18, 4, 4)
  const isSaidCard = /(卡号|银行卡|账号|帐号|账户)[^\d,，。;；\n]{0,8}$/.test(before)
  for (const count of [19, 18, 17, 16])
    if (ends(count) && !isCode && (isSaidCard || isCard(run.digits.slice(0, count))) && groupsOf(run, 0, count).slice(0, -1).every((size) => size >= 3)) return span('bank', 0, count, 0, 4)
  if (ends(15) && !isCode && isOldIdentity(run.digits.slice(0, 15), isPerson) && groupsOf(run, 0, 15).length <= 4) return span('id', 0, 15, 4, 4)
  // 0086138…, 86138…, 0138…: the prefixes people write before a mobile number.
  for (const prefix of ['', '0086', '86', '0', '17951', '12593']) {
    const from = prefix.length
    // A prefix stands directly before; after a blank or a dash the number is met as a group of its own. 0.138… is a fraction.
    if (run.at[from] === (run.at[0] ?? 0) + from && run.digits.startsWith(prefix) && ends(from + 11) && /^1[3-9]/.test(run.digits.slice(from)) && !isCode && isMobile(plain, run, from))
      return span('phone', from, 11, 3, 4)
  }
  const area = /^(010|02\d|0[3-9]\d\d)/.exec(run.digits)?.[0].length ?? 0
  for (const count of area === 0 ? [] : [area + 8, area + 7])
    if (ends(count) && /[2-8]/.test(run.digits.charAt(area)) && !isCode && isLandline(run, area, count)) return span('phone', 0, count, area, 2)
  // Seven or eight digits are a telephone only where a word says so.
  if (/(电话|座机|固话|致电|来电|拨打|tel)[^\d,，。;；\n]{0,4}$/i.test(before))
    for (const count of [8, 7]) if (ends(count) && /^[2-8]/.test(run.digits) && groupsOf(run, 0, count).length <= 2) return span('phone', 0, count, 2, 2)
  return undefined
}

// Province codes of GB/T 2260, as the first two digits of an identity number.
const provinces = new Set('11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83'.split(' '))
const isDay = (month: string, day: string) => Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= 31

/** GB 11643: region, birth date, serial, check. The check digit is not asked for: a mistyped number still names a person. */
const isIdentity = (digits: string) => provinces.has(digits.slice(0, 2)) && /^(18|19|20)/.test(digits.slice(6)) && isDay(digits.slice(10, 12), digits.slice(12, 14))

/** Case numbers of digital city systems are county, date of the case and serial: the shape of an identity number, with a recent year. */
const isCaseLike = (digits: string) => Number(digits.slice(6, 10)) >= 2010 && !digits.endsWith('X')

function checks(digits: string): boolean {
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
  const sum = weights.reduce((total, weight, index) => total + weight * Number(digits[index]), 0)
  return '10X98765432'.charAt(sum % 11) === digits[17]
}

/** Numbers of before 1999; births before 1920 are left out, since grid codes (county, street, community, serial) begin so. */
const isOldIdentity = (digits: string, said: boolean) =>
  /^\d{15}$/.test(digits) && provinces.has(digits.slice(0, 2)) && (said || Number(digits.slice(6, 8)) >= 20) && isDay(digits.slice(8, 10), digits.slice(10, 12))

/** Bank cards of the country begin with 62, older ones with the signs of the card schemes; the last digit is Luhn's. */
function isCard(digits: string): boolean {
  if (!/^(62|4\d|5[1-5]|35|60|9558|955[0-9]|68|69|37)\d+$/.test(digits)) return false
  let sum = 0
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i])
    sum += i % 2 === 0 ? digit : digit * 2 - (digit > 4 ? 9 : 0)
  }
  return sum % 10 === 0
}

/** How people group eleven digits. Anything else with blanks or dashes is a list of small numbers. */
const groupings = new Set(['11', '3-8', '3-4-4', '7-4', '3-3-5', '3-5-3', '5-6', '6-5', '4-4-3', '4-3-4', '5-3-3', '3-2-2-2-2', '3-4-2-2', '3-3-3-2', '3-2-2-4', '1-1-1-1-1-1-1-1-1-1-1', '3-1-1-1-1-1-1-1-1', '2-9', '4-7', '1-10'])

function isMobile(plain: string, run: Run, from: number): boolean {
  const end = (run.at[from + 10] ?? 0) + 1
  const first = run.at[from] ?? 0
  if (/^ ?(元|万|亿|米|平方|户|人次|吨|公斤|千瓦|度电)/.test(plain.slice(end, end + 4))) return false
  // Capital letters directly before are a product or equipment code (SB138…), unless they say telephone.
  const letters = /[A-Za-z]+$/.exec(plain.slice(Math.max(0, first - 8), first))?.[0]
  if (letters && /^[A-Z]+$/.test(letters) && !/^(TEL|T|M|MOB|MOBILE|PHONE|WX|VX|V|QQ|WECHAT)$/.test(letters)) return false
  return groupings.has(groupsOf(run, from, 11).join('-'))
}

/** The area code may stand apart; the number itself is in one or two groups (0512-5730 1234). */
function isLandline(run: Run, area: number, count: number): boolean {
  const groups = groupsOf(run, 0, count)
  if (groups.length === 1) return true
  return groups[0] === area && groups.length <= 3 && groups.slice(1).every((size) => size >= 3)
}

function groupsOf(run: Run, from: number, count: number): number[] {
  const groups: number[] = []
  for (let i = from; i < from + count; i++) {
    if (i === from || run.at[i] !== (run.at[i - 1] ?? 0) + 1) groups.push(0)
    groups[groups.length - 1] = (groups.at(-1) ?? 0) + 1
  }
  return groups
}
