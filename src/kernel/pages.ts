// The built pages: files of dist/ with long caching for hashed names, a page of its own where an address has one, and index.html for every other screen's address.
import { readFile, stat } from 'node:fs/promises'
import { extname, join, normalize } from 'node:path'
import type { Hono } from 'hono'
import { compress } from 'hono/compress'

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.svg': 'image/svg+xml', '.png': 'image/png',
  '.ico': 'image/x-icon', '.json': 'application/json; charset=utf-8', '.webmanifest': 'application/manifest+json', '.woff2': 'font/woff2', '.jpg': 'image/jpeg', '.txt': 'text/plain; charset=utf-8',
}

export function servePages(app: Hono, folder: string): void {
  app.use('/assets/*', compress())
  app.get('*', async (c) => {
    const path = normalize(decodeURIComponent(c.req.path)).replace(/^(\.\.(\/|\\|$))+/, '')
    const own = /^\/[a-z]+$/.test(path) ? join(folder, `${path}.html`) : undefined
    // An address that has a page of its own is not the desk's.
    const file = own && (await stat(own).catch(() => undefined))?.isFile() ? own : join(folder, path)
    const found = path !== '/' && file.startsWith(folder) && (await stat(file).catch(() => undefined))?.isFile()
    // A missing asset must not come back as a page, or an old tab would run HTML as script.
    if (!found && extname(path)) return c.text('not found', 404)
    const bytes = await readFile(found ? file : join(folder, 'index.html')).catch(() => undefined)
    if (!bytes) return c.text('Dianfan: the pages are not built yet. Run npm start.', 503)
    const hashed = path.startsWith('/assets/')
    return c.body(bytes, 200, { 'content-type': types[found ? extname(file) : '.html'] ?? 'application/octet-stream', 'cache-control': hashed ? 'public, max-age=31536000, immutable' : 'no-cache' })
  })
}
