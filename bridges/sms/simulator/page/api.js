/** Calls the control interface. @throws Error with a sentence that can be shown */
async function call(method, path, body) {
  const init = { method }
  if (body !== undefined) {
    init.headers = { 'content-type': 'application/json' }
    init.body = JSON.stringify(body)
  }
  const response = await fetch(`/_sim${path}`, init)
  if (response.status === 204) return undefined
  const answer = await response.json()
  if (!response.ok) throw new Error(answer.error ?? `The carrier answered ${response.status}.`)
  return answer
}

export const readState = () => call('GET', '/state')

export const readMessages = async () => (await call('GET', '/messages?limit=2000')).messages

export const sendText = (from, to, text, media) =>
  call('POST', '/messages', { from, to, text, media })

export const addHandset = (handset) => call('POST', '/handsets', handset)

export const removeHandset = (number) => call('DELETE', `/handsets/${encodeURIComponent(number)}`)

export const changeSettings = (change) => call('PUT', '/settings', change)
