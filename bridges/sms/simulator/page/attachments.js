import { element } from './dom.js'

/**
 * The files that are to go with the next text of a phone.
 * @returns their strip, what is put into the composer, and how to take and give back what was chosen
 */
export function createAttachments(name) {
  let chosen = []
  const strip = element('ul', { class: 'strip', 'aria-label': `Files to send from ${name}` })
  const input = element('input', { type: 'file', multiple: '', hidden: '' })
  const button = element(
    'button',
    { type: 'button', class: 'quiet attach', 'aria-label': `Add pictures or files from ${name}` },
    '+',
  )
  strip.hidden = true
  button.addEventListener('click', () => input.click())
  input.addEventListener('change', () => {
    add([...input.files])
    input.value = ''
  })

  function add(files) {
    chosen.push(...files.map((file) => ({ file, url: URL.createObjectURL(file) })))
    show()
  }

  function remove(one) {
    chosen = chosen.filter((each) => each !== one)
    URL.revokeObjectURL(one.url)
    show()
    button.focus()
  }

  function show() {
    strip.replaceChildren(...chosen.map((one) => itemOf(one, () => remove(one))))
    strip.hidden = chosen.length === 0
  }

  /** What was chosen, which is then chosen no more. */
  function take() {
    const files = chosen.map(({ file }) => file)
    for (const { url } of chosen) URL.revokeObjectURL(url)
    chosen = []
    show()
    return files
  }

  /** Pictures can be pasted into the field as well. */
  function acceptPaste(field) {
    field.addEventListener('paste', (event) => {
      const files = [...(event.clipboardData?.files ?? [])]
      if (files.length === 0) return
      event.preventDefault()
      add(files)
    })
  }

  function disable(isDisabled) {
    button.disabled = isDisabled
  }

  return { strip, input, button, add, take, acceptPaste, disable }
}

/** As the control interface takes them. */
export async function encoded(files) {
  return await Promise.all(files.map(encode))
}

function itemOf({ file, url }, remove) {
  const isPicture = file.type.startsWith('image/')
  const shown = isPicture
    ? element('img', { src: url, alt: file.name })
    : element('span', { class: 'file' }, file.name)
  const button = element('button', { type: 'button', 'aria-label': `Remove ${file.name}` }, '✕')
  button.addEventListener('click', remove)
  return element('li', {}, shown, button)
}

async function encode(file) {
  const { promise, resolve, reject } = Promise.withResolvers()
  const reader = new FileReader()
  reader.addEventListener('load', () => resolve(reader.result))
  reader.addEventListener('error', () => reject(new Error(`${file.name} can not be read.`)))
  reader.readAsDataURL(file)
  const text = await promise
  const type = file.type === '' ? 'application/octet-stream' : file.type.split(';')[0]
  return { type, base64: text.slice(text.indexOf(',') + 1) }
}
