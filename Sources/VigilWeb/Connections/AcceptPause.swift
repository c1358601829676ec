import Foundation
import NIOCore
import NIOPosix
import VigilCore

/// Accepts no connection while the process is short of descriptors, and lets the server live on where one cannot be accepted.
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
  private var isShort = false

  /// - Parameter report: told why, once for as long as descriptors are short, and at each error.
  init(report: @escaping @Sendable (String) -> Void) { self.report = report }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    guard let failure = error as? IOError,
      [ECONNABORTED, EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(failure.errnoCode)
    else { return context.fireErrorCaught(error) }
    guard !isPausing else { return }
    report(String(cString: strerror(failure.errnoCode)))
    pause(context)
  }

  func read(context: ChannelHandlerContext) {
    guard !isPausing else { return }
    guard let shortage = OpenFiles.shortage() else {
      isShort = false
      return context.read()
    }
    if !isShort { report(shortage) }
    isShort = true
    pause(context)
  }

  private func pause(_ context: ChannelHandlerContext) {
    isPausing = true
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    context.eventLoop.scheduleTask(in: Self.length) {
      let (handler, context) = bound.value
      handler.goOn(context)
    }
  }

  private func goOn(_ context: ChannelHandlerContext) {
    isPausing = false
    read(context: context)
  }
}

@available(*, unavailable)
extension AcceptPause: Sendable {}
