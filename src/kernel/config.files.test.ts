// Where files go by configuration: four settings or none, and the secret is in no line that is printed.
import { expect, test } from 'vitest'
import { readConfig, sayConfig } from './config.ts'

const four = { DIANFAN_S3_ENDPOINT: 'https://s3.example.cn/', DIANFAN_S3_BUCKET: 'dianfan', DIANFAN_S3_KEY: 'KEY-ID-1', DIANFAN_S3_SECRET: 'very-secret-1' }
test('nothing said: the data folder; four said: the bucket, and the secret stays unsaid', () => {
  expect(readConfig({}).s3).toBeUndefined()
  const config = readConfig(four)
  expect(config.s3).toEqual({ endpoint: 'https://s3.example.cn', bucket: 'dianfan', region: 'us-east-1', key: 'KEY-ID-1', secret: 'very-secret-1' })
  expect(sayConfig(config).join('\n')).toContain('https://s3.example.cn/dianfan')
  expect(sayConfig(config).join('\n')).not.toMatch(/very-secret|KEY-ID/)
})
test.each(Object.keys(four))('all but %s: the start is refused and all four are named', (left) => {
  expect(() => readConfig({ ...four, [left]: '' })).toThrow(/DIANFAN_S3_ENDPOINT, DIANFAN_S3_BUCKET, DIANFAN_S3_KEY, DIANFAN_S3_SECRET/)
})
test.each([['DIANFAN_S3_ENDPOINT', 's3.example.cn'], ['DIANFAN_S3_ENDPOINT', 'https://s3.example.cn/path'], ['DIANFAN_S3_BUCKET', 'A B'], ['DIANFAN_S3_BUCKET', '../x'], ['DIANFAN_S3_REGION', 'x/y']])('%s=%s is refused', (name, value) => {
  expect(() => readConfig({ ...four, [name]: value })).toThrow(name)
})
