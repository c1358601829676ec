import Foundation
import NIOCore
import NIOHTTPTypes
import NIOSSL

/// Closes the connections of clients that take too long or too much.
///
/// It sits between HTTP's parts and the server, so that nothing above it needs deadlines: a request has to arrive, and each piece of an
/// answer has to be taken, within a time; who says nothing is let go.
final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  /// Why a connection is closed.
  enum Reason: String, CaseIterable {
    /// Nothing was asked, or the head of a request did not come.
    case idle
    /// The body of a request did not come.
    case request
    /// The client did not take an answer.
    case write
    /// A body is longer than any that is read.
    case body
    /// There are too many connections.
    case crowd
  }

  private let limits: WebLimits
  private let table: ConnectionTable
  private let counts: WebCounts
  private var isCounted = false
  private var isClosing = false
  /// Requests that have begun to arrive and are not answered.
  private var asked = 0
  private var isArriving = false
  private var bodyCount = 0
  private var unwritten = 0
  private var idleTimer: Scheduled<Void>?
  private var requestTimer: Scheduled<Void>?
  private var writeTimer: Scheduled<Void>?

  init(limits: WebLimits, table: ConnectionTable, counts: WebCounts) {
    (self.limits, self.table, self.counts) = (limits, table, counts)
  }

  func handlerAdded(context: ChannelHandlerContext) {
    let (isTaken, evicted) = table.add(context.channel)
    if let evicted {
      note(.crowd)
      Self.drop(evicted)
    }
    guard isTaken else { return close(context, .crowd) }
    isCounted = true
    counts.note { $0.connections += 1 }
    // A peer that has vanished acknowledges nothing: the system gives up then, and not after a quarter of an hour. Later than this does,
    // which counts what it closes.
    let patience = ChannelOptions.Types.SocketOption.Value(clamping: Int(limits.write * 3000))
    context.channel.setOption(
      .tcpOption(NIOBSDSocket.Option(rawValue: CInt(TCP_USER_TIMEOUT))), value: patience
    )
    .whenFailure { _ in }
    startIdle(context)
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    for timer in [idleTimer, requestTimer, writeTimer] { timer?.cancel() }
    (idleTimer, requestTimer, writeTimer) = (nil, nil, nil)
    guard isCounted else { return }
    isCounted = false
    table.remove(context.channel)
    counts.note { $0.connections -= 1 }
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !isClosing else { return }
    switch unwrapInboundIn(data) {
    case .head:
      asked += 1
      (isArriving, bodyCount) = (true, 0)
      idleTimer?.cancel()
      requestTimer?.cancel()
      requestTimer = schedule(context, limits.request) { $0.close($1, .request) }
    case .body(let bytes):
      bodyCount += bytes.readableBytes
      // An answer that refuses it goes out first; who goes on sending is not listened to.
      if bodyCount > limits.body * 4 + 65_536 { return close(context, .body) }
    case .end:
      isArriving = false
      requestTimer?.cancel()
      // Only now is it worth its place: who is slow to ask gives way as who asks nothing does.
      if asked > 0 { table.setBusy(context.channel, true) } else { becomeIdle(context) }
    }
    context.fireChannelRead(data)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    let isEnd = if case .end = unwrapOutboundIn(data) { true } else { false }
    let promise = promise ?? context.eventLoop.makePromise()
    unwritten += 1
    if writeTimer == nil { startWriting(context) }
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    promise.futureResult.whenComplete { result in
      let (handler, context) = bound.value
      handler.wrote(context, result)
    }
    context.write(data, promise: promise)
    guard isEnd else { return }
    asked = max(0, asked - 1)
    if asked == 0, !isArriving { becomeIdle(context) }
  }

  private func becomeIdle(_ context: ChannelHandlerContext) {
    table.setBusy(context.channel, false)
    startIdle(context)
  }

  private func wrote(_ context: ChannelHandlerContext, _ result: Result<Void, any Error>) {
    unwritten -= 1
    if case .failure(let error) = result { noteTimeout(error) }
    // Each piece that goes out earns the next its own time.
    writeTimer?.cancel()
    writeTimer = nil
    if unwritten > 0 { startWriting(context) }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    noteTimeout(error)
    context.fireErrorCaught(error)
  }

  /// Counts that the system gave a client up, as it does first where pieces go out into its own memory, one after the other.
  private func noteTimeout(_ error: any Error) {
    guard !isClosing, (error as? IOError)?.errnoCode == ETIMEDOUT else { return }
    isClosing = true
    note(.write)
  }

  private func startWriting(_ context: ChannelHandlerContext) {
    writeTimer = schedule(context, limits.write) { $0.close($1, .write) }
  }

  private func startIdle(_ context: ChannelHandlerContext) {
    idleTimer?.cancel()
    idleTimer = schedule(context, limits.idle) { $0.close($1, .idle) }
  }

  private func schedule(
    _ context: ChannelHandlerContext, _ seconds: Double,
    _ work: @escaping @Sendable (ConnectionGuard, ChannelHandlerContext) -> Void
  ) -> Scheduled<Void> {
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    return context.eventLoop.scheduleTask(in: .nanoseconds(Int64(seconds * 1e9))) {
      let (handler, context) = bound.value
      work(handler, context)
    }
  }

  private func close(_ context: ChannelHandlerContext, _ reason: Reason) {
    guard !isClosing else { return }
    isClosing = true
    note(reason)
    // What was not taken is not kept for the client by the system either.
    if reason == .write, let channel = context.channel as? any SocketOptionProvider {
      channel.setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenFailure { _ in }
    }
    context.close(promise: nil)
  }

  /// Closes a connection at once. TLS would wait five seconds for a farewell, and hold a descriptor for as long.
  private static func drop(_ channel: any Channel) {
    channel.eventLoop.execute {
      let tls = try? channel.pipeline.syncOperations.context(handlerType: NIOSSLServerHandler.self)
      if let tls { tls.close(promise: nil) } else { channel.close(promise: nil) }
    }
  }

  private func note(_ reason: Reason) {
    counts.note { $0.closedConnections[reason.rawValue, default: 0] += 1 }
  }
}

@available(*, unavailable)
extension ConnectionGuard: Sendable {}
