// Passwords: what is strong enough, what is common, and that the queue of hashing ends instead of felling the machine.
import { expect, test } from 'vitest'
import { checkStrength, hashPassword, isCommon, usedBefore, verifyPassword } from './password.ts'

test.each(['tulip-Garden', 'q7!mZp0-vv', '石桥边有三棵老柳树和一只黑猫住', 'four words make a phrase', '春天的河水涨到第三级台阶就停住了吧', 'Xk29fjw0sl'])('“%s” is strong enough', (password) => { expect(() => checkStrength('zhang.san', password)).not.toThrow() })
test.each(['short-1A', 'onlyletters', '1234567890123456', 'Password123!', 'admin2026!!', 'woaini1314', 'zhang.san-2026', 'my ZHANG.SAN pw', '13812345678', '19900131aaB', 'abcabcabcabcabcabc', 'aaaaaaaaaaaaaaaaaaaaa1', 'Qwertyuiop-99', 'x'.repeat(300)])('“%s” is not', (password) => { expect(() => checkStrength('zhang.san', password)).toThrow() })
test('common words with something hung on them are known, others are not', () => {
  expect(['dianfan2026', '888admin888', 'P@ssw0rd!!'].map(isCommon)).toEqual([true, true, true])
  expect(['dianfan-on-the-river', 'administrated by none'].map(isCommon)).toEqual([false, false])
})
test('a password is known again however its letters were composed, and among those before', async () => {
  const stored = await hashPassword('Caf\u00e9-am-Fluss')
  expect(await verifyPassword('Cafe\u0301-am-Fluss', stored)).toBe(true)
  expect(await usedBefore('Caf\u00e9-am-Fluss', [await hashPassword('another-One-7'), stored])).toBe(true)
  expect(await usedBefore('never-Seen-7', [stored])).toBe(false)
  for (const broken of ['', '-', 'argon2id$', 'scrypt$1$1$1$a$b']) expect(await verifyPassword('x', broken)).toBe(false)
})
test('a flood is refused early, and whoever was let in gets an answer', async () => {
  const all = await Promise.allSettled(Array.from({ length: 90 }, () => hashPassword('a-flood-of-Them')))
  const refused = all.filter((one) => one.status === 'rejected')
  expect(refused.length).toBe(90 - 66)
  for (const one of refused) expect(one).toMatchObject({ reason: { body: { kind: 'too-busy', status: 503 } } })
}, 60_000)
