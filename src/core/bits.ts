// How many zero bits some bytes begin with: what a proof of work is measured by, on both sides.
export function zeroBits(bytes: Uint8Array): number {
  let n = 0
  for (const byte of bytes) { if (byte === 0) { n += 8; continue } return n + Math.clz32(byte) - 24 }
  return n
}
