import { createAttachments } from './attachments.js'
import { element } from './dom.js'

/** The elements of one phone, without what they do. */
export function createPhoneView({ name, number, formatted }) {
  const id = `phone-${number.slice(1)}`
  const log = element('ol', {
    class: 'log',
    role: 'log',
    tabindex: '0',
    'aria-label': `Texts of ${name}`,
  })
  const select = element('select', { id: `${id}-line` })
  const elsewhere = element('div', { class: 'elsewhere' })
  const field = element('textarea', {
    rows: '1',
    maxlength: '1600',
    dir: 'auto',
    'aria-label': `Text from ${name}`,
    placeholder: 'Text message',
    enterkeyhint: 'send',
  })
  const send = element('button', { type: 'submit', 'aria-label': `Send from ${name}` }, 'Send')
  const attachments = createAttachments(name)
  const { strip, input, button } = attachments
  const form = element('form', { class: 'composer' }, button, input, field, send)
  const remove = element(
    'button',
    { type: 'button', class: 'quiet', 'aria-label': `Remove ${name}` },
    '✕',
  )
  const root = element(
    'article',
    { class: 'phone', 'aria-labelledby': `${id}-name`, 'data-number': number },
    element(
      'header',
      {},
      element('span', { class: 'face', 'aria-hidden': 'true' }, [...name][0] ?? '?'),
      element(
        'div',
        { class: 'who' },
        element('h2', { id: `${id}-name` }, element('bdi', {}, name)),
        element('p', {}, formatted),
      ),
      remove,
    ),
    element('div', { class: 'line' }, element('label', { for: select.id }, 'Texts with'), select),
    elsewhere,
    log,
    strip,
    form,
  )
  return { root, log, select, elsewhere, field, send, form, remove, attachments }
}
