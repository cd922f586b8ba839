// The mark of a page: read again as it was written; one that the database would choke on is none.
import { expect, test } from 'vitest'
import { readCursor, writeCursor } from './scope.ts'

const id = '01a20606-35c0-7000-b510-3d68869ec791'
test.each(['2026-11-20T01:02:03.000Z', '2026-11-20T01:02:03.123456Z', '9999-12-31T00:00:00.000Z'])('a page mark we wrote is read again: %s', (value) => {
  expect(readCursor(writeCursor(value, id))).toEqual({ value, id })
})
test.each([['2026', id], ['infinity', id], ['2026-13-45T99:99:99.000Z', id], ['20 Nov 2026', id], ['2026-11-20T01:02:03.000Z', '-'.repeat(36)], ['2026-11-20T01:02:03.000Z', id.toUpperCase()], [1, id], [null, null]])('one that the database would choke on is none: %j', (value, what) => {
  expect(readCursor(writeCursor(value as string, what as string))).toBeUndefined()
})
test.each(['', 'x', '[]', Buffer.from('{}').toString('base64url'), Buffer.from('null').toString('base64url')])('nor is %j', (text) => { expect(readCursor(text)).toBeUndefined() })
