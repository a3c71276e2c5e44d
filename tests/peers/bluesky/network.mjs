// A real Bluesky network on loopback: PLC directory, PDS, bsync, AppView and Ozone, from the published packages.
// Run in the folder that holds node_modules. Prints one line {"ready":true,...}; SIGTERM stops it.
//
// dev-env listens on every address and on random ports. Two shims, before anything of it is loaded, keep it
// on 127.0.0.1 and within PEER_PORTS .. PEER_PORTS + 79.
import http from 'node:http'
import { registerHooks } from 'node:module'
import net from 'node:net'
import { pathToFileURL } from 'node:url'

const first = Number(process.env.PEER_PORTS)
const listen = net.Server.prototype.listen
net.Server.prototype.listen = function (...args) {
  if (typeof args[0] === 'number' || (typeof args[0] === 'string' && /^\d+$/.test(args[0]))) {
    if (typeof args[1] !== 'string') args.splice(1, 0, '127.0.0.1')
  } else if (args[0] && typeof args[0] === 'object' && args[0].port !== undefined && !args[0].host) {
    args[0] = { ...args[0], host: '127.0.0.1' }
  }
  return listen.apply(this, args)
}
const here = pathToFileURL(process.cwd() + '/package.json').href
const ports = `let port = ${first + 20}; export default async () => port++; export const makeRange = () => [];`
registerHooks({
  resolve(name, context, next) {
    if (name === 'get-port') {
      return { url: 'data:text/javascript,' + encodeURIComponent(ports), format: 'module', shortCircuit: true }
    }
    if (name.startsWith('@atproto/') && context.parentURL === import.meta.url) {
      return next(name, { ...context, parentURL: here })
    }
    return next(name, context)
  },
})

const { TestNetwork, mockMailer } = await import('@atproto/dev-env')
const network = await TestNetwork.create({
  dbPostgresSchema: 'peer',
  plc: { port: first },
  pds: {
    port: first + 1,
    hostname: 'localhost',
    enableDidDocWithSession: true,
    rateLimitsEnabled: process.env.PEER_RATE_LIMITS === '1',
  },
  bsky: { port: first + 2, publicUrl: `http://localhost:${first + 2}` },
  ozone: { port: first + 3, dbMaterializedViewRefreshIntervalMs: 30_000 },
})
mockMailer?.(network.pds)

// GET /settle answers when the AppView has indexed everything that was written
const door = http.createServer(async (request, response) => {
  try {
    if (request.url === '/settle') await network.processAll(30_000)
    response.end('ok')
  } catch (error) {
    response.statusCode = 500
    response.end(String(error))
  }
})
door.listen(first + 9)

console.log(
  JSON.stringify({
    ready: true,
    pds: network.pds.url,
    appview: network.bsky.url,
    control: `http://localhost:${first + 9}`,
    admin: 'admin:admin-pass',
  }),
)
const stop = async () => {
  try {
    await network.close()
  } finally {
    process.exit(0)
  }
}
process.on('SIGTERM', stop)
process.on('SIGINT', stop)
