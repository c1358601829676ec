package import VigilCore
package import VigilStore

/// A way to tell somebody: a webhook, a broker, mail, a command.
package protocol MessageChannel: Sendable {
  /// Its name in the station's file, by which messages wait for it.
  var name: String { get }

  /// Delivers a message once, and waits until it is known what became of it; on a thread that may wait.
  ///
  /// - Parameter stop: Gives it up when it is requested; the outcome is `unavailable` then.
  func deliver(_ message: OutboxMessage, stop: StopRequest) -> DeliveryOutcome

  /// What is known of the receiver while there is no message.
  var reach: ChannelReach { get }
}

extension MessageChannel {
  /// Nothing: only a message shows whether somebody is there.
  package var reach: ChannelReach { .unknown }
}

/// Whether somebody is there to take messages.
package enum ChannelReach: Hashable, Sendable {
  /// Nobody knows yet.
  case unknown
  /// Somebody is.
  case reached
  /// Nobody is, and why.
  case unreachable(NotifyReason)
}

/// What became of one attempt to deliver a message.
package enum DeliveryOutcome: Hashable, Sendable {
  /// It has arrived.
  case delivered
  /// It has arrived, but not at all whom it is for, and never will.
  case partly(NotifyReason)
  /// Nobody is there to take any message; after so many seconds it may be tried again, if the receiver said so.
  case unavailable(NotifyReason, after: Double? = nil)
  /// This message is not taken, and others may be.
  case refused(NotifyReason)
  /// Those who are named have it, or had it before; others whom it is for do not take it now.
  case deferred(NotifyReason, reached: Set<String>)
  /// Nothing is to be sent there any more.
  case gone(NotifyReason)

  /// Whether the message is not to be sent again.
  var isTaken: Bool {
    switch self {
    case .delivered, .partly: true
    case .unavailable, .refused, .deferred, .gone: false
    }
  }
}
