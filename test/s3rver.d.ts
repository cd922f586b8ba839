// What the tests use of the S3 server from npm, which ships no types.
declare module 's3rver' {
  export default class S3rver {
    constructor(options: { port: number; address: string; silent: boolean; directory: string; configureBuckets: { name: string; configs: string[] }[] })
    run(): Promise<{ port: number }>
    close(): Promise<void>
  }
}
