// Packs hold rules, not people: the pack room's part of the register of personal data.
import type { RoomRegister } from '#kernel/register/register.ts'

export const packPersonal: RoomRegister = {
  personal: [],
  not: {
    'rules, categories and names of units': ['pack_version: district pack version content sha256 source installed_by installed_at', 'pack.import-standard: (sheet) file pack', 'pack.map-unit: name', 'category.list: q'],
  },
}
