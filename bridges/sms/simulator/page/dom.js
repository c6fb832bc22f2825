/**
 * Makes an element. Text is always set as text, never as markup.
 * @param {string} tag
 * @param {Record<string, string>} attributes
 * @param {...(Node | string)} children
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
  made.append(...children)
  return made
}

/** The element of the page with this ID. */
export function byId(id) {
  const found = document.getElementById(id)
  if (found === null) throw new Error(`The page has no ${id}`)
  return found
}

/** Shows what went wrong until something goes right again. */
export function tellTrouble(error) {
  const line = byId('trouble')
  line.hidden = error === undefined
  line.textContent = error === undefined ? '' : error.message
}
