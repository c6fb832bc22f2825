/** What one message carries. twilio.com/docs/messaging/guides/accepted-mime-types */
export const mediaLimits = { maxBytes: 5_000_000, maxCount: 10 } as const

export function isAccepted(type: string): boolean {
  return types.has(type)
}

const types: ReadonlySet<string> = new Set([
  ...['image/jpeg', 'image/jpg', 'image/gif', 'image/png', 'image/bmp', 'image/tiff'],
  ...['image/heic', 'image/heif', 'audio/basic', 'audio/L24', 'audio/mp4', 'audio/mpeg'],
  ...['audio/ogg', 'audio/vnd.rn-realaudio', 'audio/vnd.wave', 'audio/3gpp', 'audio/3gpp2'],
  ...['audio/ac3', 'audio/webm', 'audio/amr-nb', 'audio/amr', 'audio/aac'],
  ...['video/mpeg', 'video/mp4', 'video/quicktime', 'video/webm', 'video/3gpp', 'video/3gpp2'],
  ...['video/3gpp-tt', 'video/H261', 'video/H263', 'video/H263-1998', 'video/H263-2000'],
  ...['video/H264', 'text/vcard', 'text/x-vcard', 'text/csv', 'text/rtf', 'text/richtext'],
  ...['text/calendar', 'text/directory', 'application/pdf', 'application/vcard'],
  ...['application/vnd.apple.pkpass'],
])
