// npm start: brings along what is missing, builds what has changed, then runs the server until it is told to stop.
import { join } from 'node:path'
import { bundledNode, checkNode, ensureBuilt, ensureInstalled, fail, root } from './lib.mjs'
import { runMain } from './run.mjs'

checkNode()
await ensureInstalled()
const node = bundledNode()
const { status, output } = await ensureBuilt(node)
if (status !== 0) {
  console.error(output)
  fail('页面没有构建成功，原因见上。若未改动过 src 目录，请删除 node_modules 后重新运行 npm start。',
    'The pages could not be built; the reason stands above. If nothing under src was changed, delete node_modules and run npm start again.')
}
runMain(node, [join(root, 'src', 'main.ts'), 'serve', ...process.argv.slice(2)])
