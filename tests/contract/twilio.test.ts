import { carrierSuite } from './carrier-suite.ts'
import {
  adapterAt,
  authToken,
  key,
  signed,
  signedBytes,
  startTreating,
  webhook,
} from './twilio/provider.ts'

const text = {
  MessageSid: 'SM2',
  From: '+15558675310',
  To: '+15017122661',
  Body: 'Hi',
  NumMedia: '0',
}
const picture = { ...text, Body: '', NumMedia: '1', MediaUrl0: 'https://api.example.org/1' }
const pictures = {
  ...text,
  NumMedia: '2',
  MediaUrl0: 'https://api.example.org/1',
  MediaContentType0: 'image/png',
  MediaUrl1: 'https://api.example.org/2',
  MediaContentType1: 'text/x-vcard',
}
const request = signed(text)

carrierSuite({
  name: 'twilio',
  open: async () => await startTreating(),
  secrets: [authToken],
  webhooks: {
    carrier: adapterAt(webhook),
    texts: () =>
      [
        text,
        picture,
        pictures,
        { ...text, OptOutType: 'STOP' },
        { ...text, SomethingNew: 'yes' },
      ].map((form) => signed(form)),
    states: () =>
      ['queued', 'sending', 'sent', 'delivered', 'undelivered', 'failed', 'something-new'].map(
        (MessageStatus) => signed({ MessageSid: 'SM1', MessageStatus }, { key }),
      ),
    sign: signedBytes,
    spoilt: () => ({
      missing: { ...request, headers: {} },
      wrong: { ...request, headers: { 'x-twilio-signature': 'RSOYDt4T1cUTdK1PDd93/VVr8B8=' } },
      'of another body': { ...request, body: signed(picture).body },
      'of another address': { ...request, url: `${webhook}/other` },
    }),
  },
})
