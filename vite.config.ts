// How the screens are built: one entry for the desk and two small ones for citizens, pages loaded when opened, the map and antd kept out of the sign-in page.
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const src = (folder: string) => fileURLToPath(new URL(`./src/${folder}/`, import.meta.url))

export default defineConfig({
  base: '/',
  plugins: [react()],
  resolve: { alias: [{ find: /^#core\//, replacement: src('core') }, { find: /^#kernel\//, replacement: src('kernel') }, { find: /^#look\//, replacement: src('look') }] },
  build: {
    outDir: 'dist', target: 'es2022', chunkSizeWarningLimit: 1200,
    rolldownOptions: { input: ['index.html', 'report.html', 'follow.html'], output: { codeSplitting: { groups: [
      { name: 'react', test: /node_modules[\\/](react|react-dom|scheduler|@tanstack|i18next|react-i18next|use-sync-external-store)[\\/]/, priority: 30 },
      { name: 'leaflet', test: /node_modules[\\/]leaflet[\\/]/, priority: 20 },
    ] } } },
  },
  server: { port: 5173, proxy: { '^/api/': { target: 'http://127.0.0.1:8080', changeOrigin: false } } },
})
