#!/usr/bin/env node
// npx dianfan …: hands every word to src/main.ts on the bundled Node 26; standard streams and exit status pass through.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { bundledNode, checkNode, ensureInstalled, root } from './lib.mjs'
import { runMain } from './run.mjs'

checkNode()
if (!existsSync(join(root, 'node_modules', '.package-lock.json'))) await ensureInstalled()
runMain(bundledNode(), [join(root, 'src', 'main.ts'), ...process.argv.slice(2)])
