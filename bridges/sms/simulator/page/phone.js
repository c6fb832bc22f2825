import { removeHandset, sendText } from './api.js'
import { encoded } from './attachments.js'
import { createBubble, updateBubble } from './bubble.js'
import { element, tellTrouble } from './dom.js'
import { followEnd } from './follow-end.js'
import { createPhoneView } from './phone-view.js'

/**
 * One phone: a conversation with one line at a time.
 * @returns what the page tells it: the lines there are, and each message
 */
export function createPhone(handset) {
  const { number } = handset
  const messages = new Map()
  const unread = new Map()
  let lines = []

  const view = createPhoneView(handset)
  const { root, log, select, elsewhere, field, send, form, remove, attachments } = view
  const end = followEnd(log)
  const bubbleOf = (message) => createBubble(message, end.follow)
  attachments.acceptPaste(field)
  select.addEventListener('change', show)
  remove.addEventListener('click', () => void attempt(() => removeHandset(number)))
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    void submit()
  })
  field.addEventListener('input', grow)
  field.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
    event.preventDefault()
    form.requestSubmit()
  })

  async function submit() {
    const text = field.value.trim() === '' ? '' : field.value
    if (select.value === '') return
    const files = attachments.take()
    if (text === '' && files.length === 0) return
    field.value = ''
    grow()
    const line = select.value
    const isSent = await attempt(async () => sendText(number, line, text, await encoded(files)))
    if (!isSent && field.value === '') field.value = text
    if (!isSent) attachments.add(files)
    field.focus()
  }

  function grow() {
    field.rows = Math.min(5, field.value.split('\n').length)
  }

  function lineOf(message) {
    return message.from === number ? message.to : message.from
  }

  function newestLine() {
    const newest = [...messages.values()].reduce((a, b) => (b.id > a.id ? b : a), { id: 0 })
    return newest.id === 0 ? undefined : lineOf(newest)
  }

  function show() {
    unread.delete(select.value)
    const own = [...messages.values()].filter((message) => lineOf(message) === select.value)
    log.replaceChildren(...own.map(bubbleOf))
    end.show()
    showElsewhere()
    showHint()
  }

  function showHint() {
    if (log.childElementCount > 0) return
    const hint =
      lines.length === 0
        ? 'No line yet: ask the bot in Matrix for a number.'
        : 'No texts yet. Say hello!'
    log.append(element('li', { class: 'hint' }, hint))
  }

  function showElsewhere() {
    const buttons = [...unread].map(([line, count]) => {
      const label = lines.find((each) => each.number === line)
      const button = element(
        'button',
        { type: 'button' },
        `${count} new with ${label ? titleOf(label) : line}`,
      )
      button.addEventListener('click', () => {
        select.value = line
        show()
        field.focus()
      })
      return button
    })
    elsewhere.replaceChildren(...buttons)
  }

  /** @param isOld it is read, not told: whoever reads shows all of them afterwards */
  function receive(message, isOld) {
    const isNew = !messages.has(message.id)
    messages.set(message.id, message)
    if (isOld) return
    const line = lineOf(message)
    if (line === select.value) return place(message)
    if (isNew && message.direction === 'out') unread.set(line, (unread.get(line) ?? 0) + 1)
    showElsewhere()
  }

  function place(message) {
    const bubble = log.querySelector(`[data-sid="${message.sid}"]`)
    if (bubble !== null) return updateBubble(bubble, message, end.follow)
    log.querySelector('.hint')?.remove()
    log.append(bubbleOf(message))
    if (message.direction === 'in') end.show()
    else end.follow()
  }

  /** Lines that were released stay while there are texts with them, but can't be texted. */
  function setLines(now) {
    lines = now
    const chosen = select.value || newestLine()
    const known = new Set(now.map((line) => line.number))
    const past = [...new Set([...messages.values()].map(lineOf))].filter((line) => !known.has(line))
    select.replaceChildren(
      ...now.map((line) => element('option', { value: line.number }, titleOf(line))),
      ...past.map((line) => element('option', { value: line }, `${line} (released)`)),
    )
    if ([...known, ...past].includes(chosen)) select.value = chosen
    select.disabled = select.childElementCount === 0
    field.disabled = send.disabled = select.disabled
    attachments.disable(select.disabled)
    show()
  }

  return { root, receive, setLines }
}

function titleOf({ label, formatted }) {
  return label === undefined ? formatted : `${label} · ${formatted}`
}

async function attempt(action) {
  try {
    await action()
    tellTrouble(undefined)
    return true
  } catch (error) {
    tellTrouble(error)
    return false
  }
}
