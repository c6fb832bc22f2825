/**
 * A name that is safe to show and to save: no folders, nothing invisible and nothing that turns the writing
 * round, at most 100 characters, and the extension of what the file is.
 * @param said what somebody calls it
 * @param extension of its type; undefined keeps the one that was said, unless that promises something
 */
export function fileName(
  said: string | undefined,
  { type, extension }: { readonly type: string; readonly extension: string | undefined },
): string {
  const [, base = '', ending = ''] =
    /^(.*?)(?:\.([A-Za-z0-9]{1,10}))?$/s.exec(clean(said ?? '')) ?? []
  const own = ending.toLowerCase()
  const right = isSame(own, extension) ? own : (extension ?? harmless(own))
  const stem = shortened(base.replace(/[. ]+$/, '')) || nameless(type)
  return `${stem}.${right}`
}

/** Only what can be seen, and nothing that is special in a path, a header or a page. */
function clean(name: string): string {
  const last = name.toWellFormed().normalize('NFC').split(/[/\\]/).at(-1) ?? ''
  const visible = last.replace(/[\p{C}\p{Zl}\p{Zp}\uFFFD]/gu, '').replace(/["*:<>?|%;]/g, '_')
  return visible
    .replace(/\s+/gu, ' ')
    .replace(/^[. ]+/, '')
    .trim()
}

function isSame(own: string, extension: string | undefined): boolean {
  if (own === extension) return true
  return extension !== undefined && (spellings[extension]?.includes(own) ?? false)
}

/** Of an unknown kind is nothing that the machine of whoever gets it would open or run. */
function harmless(own: string): string {
  return own === '' || promising.has(own) ? 'bin' : own
}

/** File systems take 255 bytes. */
function shortened(base: string): string {
  let short = Array.from(base).slice(0, 96).join('')
  while (Buffer.byteLength(short) > 200) short = Array.from(short).slice(0, -1).join('')
  return short.trim()
}

function nameless(type: string): string {
  const kind = type.split('/')[0] ?? ''
  return names[type] ?? names[kind] ?? 'file'
}

const names: Readonly<Record<string, string>> = {
  image: 'picture',
  audio: 'sound',
  video: 'video',
  text: 'text',
  'text/vcard': 'contact',
  'text/calendar': 'date',
}

const spellings: Readonly<Record<string, readonly string[]>> = {
  jpg: ['jpeg', 'jpe', 'jfif'],
  tif: ['tiff'],
  png: ['apng'],
  mpg: ['mpeg'],
  m4a: ['mp4'],
  mp4: ['m4v'],
  '3gp': ['3gpp'],
  ogg: ['oga', 'opus'],
  opus: ['ogg', 'oga'],
  mp3: ['mpga'],
  txt: ['log', 'text'],
  vcf: ['vcard'],
}

const promising: ReadonlySet<string> = new Set(
  (
    'jpg jpeg jpe png gif webp avif heic heif tif tiff bmp svg svgz ico pdf mp3 mp4 m4a m4v mov 3gp ogg oga opus ' +
    'webm wav flac amr avi mkv zip gz 7z rar docx xlsx pptx doc xls ppt txt vcf ics htm html xhtml shtml mht xml ' +
    'js mjs css exe dll com scr msi bat cmd ps1 vbs lnk jar apk app dmg deb rpm sh desktop url reg hta cpl iso img'
  ).split(' '),
)
