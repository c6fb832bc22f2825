'use strict'
// The SDK makes its requests through the package `request`, which nobody maintains any more, takes 20 MB
// and warns of its age at every start. This stands in its place with the few options that the SDK gives.
const http = require('node:http')
const https = require('node:https')

const agents = {
  'http:': new http.Agent({ keepAlive: true, maxSockets: 64 }),
  'https:': new https.Agent({ keepAlive: true, maxSockets: 64 }),
}

/** Calls back with `(error)`, or `(undefined, response, body)` where `response.body` is the body as well. */
module.exports = function request({ uri, qs, method, headers, body, timeout, encoding }, callback) {
  const url = withQuery(uri, qs)
  const client = url.protocol === 'https:' ? https : http
  const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }
  const call = client.request(
    url,
    { method, headers: { ...headers, ...length }, agent: agents[url.protocol], timeout },
    (response) => {
      const chunks = []
      response.on('data', (chunk) => chunks.push(chunk))
      response.on('error', callback)
      response.on('end', () => {
        const bytes = Buffer.concat(chunks)
        response.body = encoding === null ? bytes : bytes.toString('utf8')
        callback(undefined, response, response.body)
      })
    },
  )
  call.on('timeout', () => call.destroy(new Error('The homeserver gave no answer in time')))
  call.on('error', callback)
  call.end(body)
}

function withQuery(uri, query) {
  const url = new URL(uri)
  for (const [name, value] of Object.entries(query ?? {})) {
    for (const one of [value].flat()) url.searchParams.append(name, String(one))
  }
  return url
}
