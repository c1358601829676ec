import Foundation
import NIOCore
import NIOPosix

/// Lets the server live on when a connection cannot be accepted, as when the process is out of descriptors.
///
/// The server above it would end for good at the first such error. It is told nothing; nothing is accepted for a moment, since the
/// connections that wait would only fail again, and those that are served go on.
final class AcceptPause: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = any Channel
  typealias InboundOut = any Channel
  typealias OutboundIn = Never
  typealias OutboundOut = Never

  private static let length = TimeAmount.milliseconds(100)

  private let report: @Sendable (String) -> Void
  private var isPausing = false
  private var wasAsked = false

  /// - Parameter report: told why, at each pause.
  init(report: @escaping @Sendable (String) -> Void) { self.report = report }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    guard let failure = error as? IOError,
      [ECONNABORTED, EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(failure.errnoCode)
    else { return context.fireErrorCaught(error) }
    wasAsked = true
    guard !isPausing else { return }
    isPausing = true
    report(String(cString: strerror(failure.errnoCode)))
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    context.eventLoop.scheduleTask(in: Self.length) {
      let (handler, context) = bound.value
      handler.goOn(context)
    }
  }

  func read(context: ChannelHandlerContext) {
    if isPausing { wasAsked = true } else { context.read() }
  }

  private func goOn(_ context: ChannelHandlerContext) {
    isPausing = false
    if wasAsked { context.read() }
    wasAsked = false
  }
}

@available(*, unavailable)
extension AcceptPause: Sendable {}
