import { element } from './dom.js'
import { createMedia } from './media.js'

const marks = {
  waiting: { sign: '○', words: 'on its way' },
  queued: { sign: '○', words: 'queued' },
  sending: { sign: '○', words: 'sending' },
  sent: { sign: '✓', words: 'sent' },
  delivered: { sign: '✓✓', words: 'delivered' },
  accepted: { sign: '✓✓', words: 'handed over' },
  refused: { sign: '⚠', words: 'not accepted by the bridge' },
  lost: { sign: '⚠', words: 'lost: the bridge did not answer' },
  undelivered: { sign: '⚠', words: 'undelivered' },
  failed: { sign: '⚠', words: 'failed' },
}

/**
 * A text in a conversation, as one item of its log.
 * @param onGrown is called whenever an attachment takes its place
 */
export function createBubble(message, onGrown) {
  const media = element('div', { class: 'media' })
  const text = element('p', { class: 'text', dir: 'auto' }, message.text)
  const meta = element('p', { class: 'meta' })
  const item = element('li', { 'data-sid': message.sid }, media, text, meta)
  updateBubble(item, message, onGrown)
  return item
}

export function updateBubble(item, message, onGrown) {
  showMedia(item.querySelector('.media'), message.media, onGrown)
  const state = message.direction === 'in' ? message.handover : message.status
  const mark = marks[state] ?? { sign: '○', words: state }
  const isFailed = mark.sign === '⚠'
  item.className = `bubble ${message.direction === 'in' ? 'mine' : 'theirs'} ${state}`
  item.dataset.state = state
  const words = message.errorCode === undefined ? mark.words : failureOf(message)
  item
    .querySelector('.meta')
    .replaceChildren(
      element('time', { datetime: new Date(message.at).toISOString() }, timeOf(message.at)),
      element('span', { class: 'size', title: message.encoding }, sizeOf(message)),
      element(
        'span',
        { class: isFailed ? 'tick bad' : 'tick', title: words },
        element('span', { 'aria-hidden': 'true' }, mark.sign),
        element('span', { class: isFailed ? 'words' : 'hidden' }, ` ${words}`),
      ),
    )
}

/** What is played or looked at is left alone while it is the same. */
function showMedia(place, media, onGrown) {
  const key = media.map(({ sid }) => sid).join()
  if (place.dataset.shown === key) return
  place.dataset.shown = key
  place.replaceChildren(...createMedia(media, onGrown))
}

function failureOf({ errorCode, reason }) {
  return `${errorCode} ${reason}`
}

function sizeOf({ segments, encoding, media }) {
  if (media.length > 0) return media.length === 1 ? '1 attachment' : `${media.length} attachments`
  return `${segments} ${segments === 1 ? 'segment' : 'segments'} · ${encoding}`
}

function timeOf(at) {
  return new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })
}
