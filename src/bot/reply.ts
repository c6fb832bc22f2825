/** What the bot says, and the reactions it offers for tapping. */
export interface Reply {
  readonly body: string
  /** The same for clients that show it; everything inserted is escaped. */
  readonly html?: string
  readonly reactions?: readonly string[]
}

export function plain(body: string): Reply {
  return { body }
}

/** A list between two paragraphs; `ordered` numbers it from `start`. */
export function listed(
  intro: string,
  items: readonly string[],
  outro = '',
  { ordered = false, start = 1 }: { ordered?: boolean; start?: number } = {},
): Reply {
  const marked = items.map((item, index) => `${ordered ? `${start + index}.` : '•'} ${item}`)
  const body = [intro, ...marked, outro].filter((part) => part !== '').join('\n')
  const entries = items.map((item) => `<li>${escaped(item)}</li>`).join('')
  const list = ordered ? `<ol start="${start}">${entries}</ol>` : `<ul>${entries}</ul>`
  return { body, html: `${paragraph(intro)}${list}${paragraph(outro)}` }
}

/** A name or label within a sentence: its direction of writing changes nothing around it. */
export function quoted(name: string): string {
  const safe = name.replace(/[\p{Cc}\p{Bidi_Control}]/gu, '')
  return /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/.test(safe)
    ? `“\u2068${safe}\u2069”`
    : `“${safe}”`
}

/** The content of the notice. It mentions nobody, whatever names stand in it. */
export function noticeContent({ body, html }: Reply): object {
  const formatted =
    html === undefined ? {} : { format: 'org.matrix.custom.html', formatted_body: html }
  return { msgtype: 'm.notice', body, 'm.mentions': {}, ...formatted }
}

function paragraph(text: string): string {
  return text === '' ? '' : `<p>${escaped(text).replaceAll('\n', '<br>')}</p>`
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
