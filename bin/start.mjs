// npm start: brings along what is missing, builds what has changed, then runs the server until it is told to stop.
import { join } from 'node:path'
import { ready, root } from './lib.mjs'
import { runMain } from './run.mjs'

runMain(await ready(), [join(root, 'src', 'main.ts'), 'serve', ...process.argv.slice(2)])
