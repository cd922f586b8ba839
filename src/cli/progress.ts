// A count that moves on the error stream while long work runs, at a terminal only.
export function progress(): { at(done: number): void; end(): void } {
  let shown = 0
  return {
    at(done) {
      if (!process.stderr.isTTY || performance.now() - shown < 200) return
      shown = performance.now()
      process.stderr.write(`\r${done}`)
    },
    end() { if (process.stderr.isTTY && shown > 0) process.stderr.write('\r') },
  }
}
