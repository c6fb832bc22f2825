import fc from 'fast-check'
import { expect, it } from 'vitest'
import { contactFromCarrier, withheld } from '../../src/core/contact.ts'
import { parseUserId } from '../../src/core/ids.ts'
import { contactOfGhost, ghostId } from '../../src/matrix/ghost-ids.ts'

const server = 'one.example:8448'

it.each([
  ['+491711234567', '@phone_491711234567:one.example:8448'],
  ['72345', '@phone_short_72345:one.example:8448'],
  ['acme', '@phone_name_acme:one.example:8448'],
  ['ACME', '@phone_name_=41=43=4d=45:one.example:8448'],
  ['Dr. Ö', '@phone_name_=44r.=20=c3=96:one.example:8448'],
  ['a=b_c', '@phone_name_a=3db=5fc:one.example:8448'],
  ['', '@phone_withheld:one.example:8448'],
])('the ghost of %j is %s', (address, id) => {
  const contact = contactFromCarrier(address)
  expect(ghostId(contact, server)).toBe(id)
  expect(contactOfGhost(id, server)).toBe(contact)
})

it('every contact has one ghost with an ID that Matrix allows, and every ghost one contact', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 60, unit: 'grapheme' }), (address) => {
      const contact = contactFromCarrier(address)
      const id = ghostId(contact, server)
      expect(id).toMatch(/^@phone_[a-z0-9_=.-]+:one\.example:8448$/)
      expect(contactOfGhost(id, server)).toBe(contact)
      expect(parseUserId(id)).toBe(id)
    }),
  )
})

it.each([
  '@phone_1:one.example:8448',
  '@phone_0491711234567:one.example:8448',
  '@phone_+491711234567:one.example:8448',
  '@phone_491711234567:two.example',
  '@phone_491711234567:one.example',
  '@phone_name_ACME:one.example:8448',
  '@phone_name_=61cme:one.example:8448',
  '@phone_name_=4:one.example:8448',
  '@phone_name_=ff:one.example:8448',
  '@phone_name_:one.example:8448',
  '@phone_short_1:one.example:8448',
  '@phone_:one.example:8448',
  '@ann:one.example:8448',
  'phone_withheld',
  '',
])('%j is nobody’s ghost', (id) => {
  expect(contactOfGhost(id, server)).toBeUndefined()
})

it('a withheld number has one ghost for all', () => {
  expect(ghostId(withheld, server)).toBe('@phone_withheld:one.example:8448')
})
