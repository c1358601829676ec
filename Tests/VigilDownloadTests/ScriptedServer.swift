import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// A real HTTP server on the loopback interface that answers each request as its script says.
final class ScriptedServer: Sendable {
  private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
  private let script: [Reply]
  private let received = Mutex<[HTTPRequestHead]>([])
  private let cuts = Mutex<[(at: Int, channel: any Channel)]>([])
  let port: Int

  /// Runs `body` against a server that gives these replies, one for each request; a further one gets status 599.
  @discardableResult
  static func run<Result>(
    _ script: [Reply], _ body: (ScriptedServer) async throws -> Result
  ) async throws -> Result {
    let server = try await ScriptedServer(script)
    do {
      let result = try await body(server)
      try await server.group.shutdownGracefully()
      return result
    } catch {
      try? await server.group.shutdownGracefully()
      throw error
    }
  }

  private init(_ script: [Reply]) async throws {
    self.script = script
    let server = Mutex<ScriptedServer?>(nil)
    let channel = try await ServerBootstrap(group: group)
      .childChannelOption(.allowRemoteHalfClosure, value: true)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          guard let server = server.withLock({ $0 }) else { throw ChannelError.ioOnClosedChannel }
          try channel.pipeline.syncOperations.addHandlers(
            ByteToMessageHandler(HTTPRequestDecoder()), ReplyHandler(server))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    port = channel.localAddress?.port ?? 0
    server.withLock { $0 = self }
  }

  func url(_ path: String = "weights.pkl") -> URL {
    URL(string: "http://127.0.0.1:\(port)/\(path)") ?? URL(filePath: "/")
  }

  /// The requests so far.
  var requests: [HTTPRequestHead] { received.withLock { $0 } }

  /// The `Range` headers of the requests so far.
  var ranges: [String?] { requests.map { $0.headers.first(name: "Range") } }

  /// Cuts the connections that are to be cut when the client has that many bytes.
  func clientHas(_ bytes: Int) {
    let due = cuts.withLock { cuts in
      defer { cuts.removeAll { $0.at == bytes } }
      return cuts.filter { $0.at == bytes }
    }
    for cut in due { cut.channel.close(promise: nil) }
  }

  fileprivate func cut(_ channel: any Channel, at bytes: Int) {
    cuts.withLock { $0.append((bytes, channel)) }
  }

  fileprivate func reply(to head: HTTPRequestHead) -> Reply.Bytes {
    let index = received.withLock { requests in
      requests.append(head)
      return requests.count - 1
    }
    let reply = index < script.count ? script[index] : Reply.status(599)
    return reply.bytes(head)
  }
}

/// Writes one reply and closes the connection, or leaves it silent.
private final class ReplyHandler: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = ByteBuffer
  private let server: ScriptedServer

  init(_ server: ScriptedServer) { self.server = server }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard case .head(let head) = unwrapInboundIn(data) else { return }
    let reply = server.reply(to: head)
    // Before the client can have anything.
    if case .cut(let bytes) = reply.ending { server.cut(context.channel, at: bytes) }
    let written = context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: reply.bytes)))
    guard case .close = reply.ending else { return }
    let context = NIOLoopBound(context, eventLoop: context.eventLoop)
    written.whenComplete { _ in context.value.close(promise: nil) }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }
}
