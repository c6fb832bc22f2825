import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  contactFromCarrier,
  contactKind,
  dialable,
  formatContact,
  parseContact,
  withheld,
} from '../../src/core/contact.ts'

describe('a contact', () => {
  it.each([
    ['+12025550123', '+12025550123', 'number', '+1 202 555 0123', '+12025550123'],
    ['72345', 'short:72345', 'short-code', '72345', '72345'],
    ['ACME', 'name:ACME', 'name', 'ACME', undefined],
    ['1-800-ACME', 'name:1-800-ACME', 'name', '1-800-ACME', undefined],
    ['+999000', 'name:+999000', 'name', '+999000', undefined],
    ['withheld', 'name:withheld', 'name', 'withheld', undefined],
    ['', 'withheld', 'withheld', 'Private number', undefined],
    ['Anonymous', 'withheld', 'withheld', 'Private number', undefined],
    ['Restricted', 'withheld', 'withheld', 'Private number', undefined],
    ['+266696687', 'withheld', 'withheld', 'Private number', undefined],
  ])('%j is %s', (address, canonical, kind, name, dial) => {
    const contact = contactFromCarrier(address)
    expect(contact).toBe(canonical)
    expect(contactKind(contact)).toBe(kind)
    expect(formatContact(contact)).toBe(name)
    expect(dialable(contact)).toBe(dial)
  })

  it('is restored from its canonical form, whatever a carrier gave', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60, unit: 'binary' }), (address) => {
        const contact = contactFromCarrier(address)
        expect(parseContact(contact)).toBe(contact)
      }),
    )
  })

  it.each([
    '',
    'ACME',
    'short:',
    'short:12',
    'short:123456789',
    'name:',
    '+123',
    '+49 171',
    'Withheld',
  ])('is not restored from %j', (text) => {
    expect(parseContact(text)).toBeUndefined()
  })

  it('that is withheld is restored as such', () => {
    expect(parseContact('withheld')).toBe(withheld)
  })
})
