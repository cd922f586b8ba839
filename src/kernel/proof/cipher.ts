// Streams under a key: AES-256-GCM as nonce, ciphertext, tag. The name of a file is bound in, so that two files cannot be swapped.
import { createCipheriv, createDecipheriv, randomBytes, type DecipherGCM } from 'node:crypto'
import { Transform } from 'node:stream'

const NONCE = 12, TAG = 16

export function sealing(key: Buffer, name: string): Transform {
  const nonce = randomBytes(NONCE)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(name))
  let begun = false
  const begin = (stream: Transform) => { if (!begun) stream.push(nonce); begun = true }
  return new Transform({
    transform(chunk: Buffer, _encoding, done) { begin(this); done(null, cipher.update(chunk)) },
    flush(done) { begin(this); this.push(cipher.final()); done(null, cipher.getAuthTag()) },
  })
}

/** Passes on what it deciphers and ends with `refused` when the tag does not fit: only a whole stream may be believed. */
export function opening(key: Buffer, name: string, refused: () => Error): Transform {
  let decipher: DecipherGCM | undefined
  let held: Buffer = Buffer.alloc(0)
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      held = Buffer.concat([held, chunk])
      if (!decipher && held.byteLength >= NONCE) {
        decipher = createDecipheriv('aes-256-gcm', key, held.subarray(0, NONCE)).setAAD(Buffer.from(name))
        held = held.subarray(NONCE)
      }
      if (!decipher || held.byteLength <= TAG) return done()
      const now = held.subarray(0, held.byteLength - TAG)
      held = held.subarray(held.byteLength - TAG)
      done(null, decipher.update(now))
    },
    flush(done) {
      if (!decipher || held.byteLength !== TAG) return done(refused())
      try {
        decipher.setAuthTag(held)
        done(null, decipher.final())
      } catch { done(refused()) }
    },
  })
}
