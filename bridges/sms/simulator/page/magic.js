import { addHandset } from './api.js'
import { byId, element, tellTrouble } from './dom.js'

/** The list of magic numbers, each with a button that makes it a phone on the table. */
export function showMagic(magicNumbers) {
  const list = byId('magic')
  if (list.childElementCount > 0) return
  list.append(...magicNumbers.map(itemOf))
}

function itemOf({ name, number, formatted, explanation, isPhone }) {
  const button = element(
    'button',
    { type: 'button', class: 'quiet', 'aria-label': `Show ${name}` },
    'Show',
  )
  button.addEventListener('click', () => {
    addHandset({ name, number }).then(() => tellTrouble(undefined), tellTrouble)
  })
  const item = element(
    'li',
    {},
    element('div', {}, element('strong', {}, name), ' ', element('code', {}, formatted)),
    element('p', {}, explanation),
  )
  if (isPhone) item.append(button)
  return item
}
