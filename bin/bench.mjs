// npm run bench: brings along what is missing, builds what has changed, then measures the server as it is (see bench/README.md).
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { bundledNode, checkNode, ensureBuilt, ensureInstalled, fail, root, withCache } from './lib.mjs'

checkNode()
await ensureInstalled()
const node = bundledNode()
const { status, output } = await ensureBuilt(node)
if (status !== 0) {
  console.error(output)
  fail('页面没有构建成功，原因见上。', 'The pages could not be built; the reason stands above.')
}
spawn(node, [join(root, 'bench', 'run.ts'), ...process.argv.slice(2)], { stdio: 'inherit', env: withCache() }).on('exit', (code) => process.exit(code ?? 1))
