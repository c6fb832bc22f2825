import { element } from './dom.js'

/**
 * The attachments of a message.
 * @param onGrown is called whenever one takes its place
 */
export function createMedia(media, onGrown) {
  return media.map((file, index) => {
    const label = `${kindOf(file)} ${index + 1} of ${media.length}`
    const shown = shownAs(file, label)
    shown.addEventListener('load', onGrown)
    shown.addEventListener('loadedmetadata', onGrown)
    shown.addEventListener('error', () => shown.replaceWith(linkTo(file)), { once: true })
    return shown
  })
}

function shownAs(file, label) {
  const src = addressOf(file)
  switch (file.type.split('/')[0]) {
    case 'image':
      return picture(src, label)
    case 'audio':
      return element('audio', { src, controls: '', preload: 'metadata', 'aria-label': label })
    case 'video':
      return element('video', { src, controls: '', preload: 'metadata', 'aria-label': label })
    default:
      return linkTo(file)
  }
}

function picture(src, alt) {
  const image = element('img', { src, alt })
  const link = element(
    'a',
    { href: src, target: '_blank', rel: 'noopener', class: 'picture' },
    image,
  )
  for (const kind of ['load', 'error']) {
    image.addEventListener(kind, () => link.dispatchEvent(new Event(kind)))
  }
  return link
}

function linkTo(file) {
  const words = `${file.type} · ${sizeOf(file)}`
  return element(
    'a',
    { href: addressOf(file), target: '_blank', rel: 'noopener', class: 'file' },
    words,
  )
}

function addressOf({ sid }) {
  return `/_sim/media/${encodeURIComponent(sid)}`
}

function kindOf({ type }) {
  if (type.startsWith('image/')) return 'Picture'
  if (type.startsWith('audio/')) return 'Sound'
  return type.startsWith('video/') ? 'Film' : 'File'
}

function sizeOf({ size }) {
  if (size < 1000) return `${size} bytes`
  return size < 100_000 ? `${(size / 1000).toFixed(1)} kB` : `${(size / 1_000_000).toFixed(1)} MB`
}
