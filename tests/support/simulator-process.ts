import { startSimulator } from '../../bridges/sms/simulator/simulator.ts'
import { keptLog } from './kept-log.ts'

/** A simulated carrier in a process of its own, to be killed. */
const file = process.argv[2] ?? ''
const { url, accountSid, authToken } = await startSimulator({ file, port: 0, log: keptLog() })
process.send?.({ url, accountSid, authToken })
