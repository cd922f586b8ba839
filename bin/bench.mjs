// npm run bench: brings along what is missing, builds what has changed, then measures the server as it is (see bench/README.md).
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { ready, root, withCache } from './lib.mjs'

spawn(await ready(), [join(root, 'bench', 'run.ts'), ...process.argv.slice(2)], { stdio: 'inherit', env: withCache() }).on('exit', (code) => process.exit(code ?? 1))
