// Shows that this is no machine sending thousands: computed by the browser, or, where it cannot, waited for.
import { zeroBits } from '#core/bits.ts'

const AT_ONCE = 256
export interface Asked { token: string; bits: number; wait: number }

export async function prove({ token, bits, wait }: Asked, on: { proving(): void; waiting(seconds: number): void }): Promise<{ token: string; nonce?: string }> {
  // Outside an encrypted connection browsers have no SubtleCrypto.
  const { subtle } = crypto as { subtle?: SubtleCrypto }
  if (!subtle) {
    for (let left = wait + 1; left > 0; left--) { on.waiting(left); await new Promise((go) => setTimeout(go, 1_000)) }
    return { token }
  }
  on.proving()
  const encoder = new TextEncoder()
  for (let from = 0; ; from += AT_ONCE) {
    const hashes = await Promise.all(Array.from({ length: AT_ONCE }, (_, n) => subtle.digest('SHA-256', encoder.encode(`${token}.${from + n}`))))
    const found = hashes.findIndex((hash) => zeroBits(new Uint8Array(hash)) >= bits)
    if (found >= 0) return { token, nonce: String(from + found) }
  }
}
